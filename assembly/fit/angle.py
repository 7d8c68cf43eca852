"""Prints assembly/tables/angle.ts: python3 assembly/fit/angle.py > assembly/tables/angle.ts   (needs mpmath)"""
from mpmath import floor, log, mpf, pi
from minimax import to_double
from table import head, numbers


def off(exact):
    """How far a constant's double is from it, in ulp."""
    return float((exact - mpf(to_double(exact))) / mpf(2) ** (floor(log(exact, 2)) - 52))


head("angle", f"180/pi and pi/180 less their doubles: {off(180 / pi):+.3f} and {off(pi / 180):+.3f} ulp.")
numbers("ANGLE_NUMBERS", "f64", "180/pi, pi/180.", [
    ("degree", to_double(180 / pi), "Degrees of a radian."),
    ("radian", to_double(pi / 180), "Radians of a degree."),
])
