"""Prints assembly/tables/asin.ts: python3 assembly/fit/asin.py > assembly/tables/asin.ts   (needs mpmath)

asin s = s + s^3 P(s^2) on |s| <= 1/2: P minimax in the error relative to s.
"""
from mpmath import asin, mpf, pi, sqrt
from minimax import minimax, to_double
from table import error, head, numbers, polynomial

COUNT = 12


def exact(z):
    if z < mpf(10) ** -12:
        return mpf(1) / 6 + z * 3 / 40
    return (asin(sqrt(z)) / sqrt(z) - 1) / z


coefficients, bound = minimax(exact, lambda z: z, list(range(COUNT)), mpf(0), mpf(1) / 4, rounds=14, grid=6000)

head("asin", f"asin s = s + s^3 (p0 + ... + p{COUNT - 1} s^{2 * COUNT - 2}) on |s| <= 1/2: error relative to s {error(bound)}")


def parts(name, x):
    """x in two doubles."""
    high = to_double(x)
    return [(name, high, ""), (f"{name}Low", to_double(x - mpf(high)), f"What {name} has left out.")]


numbers("ASIN_NUMBERS", "f64", "pi/2 and pi in two doubles each, and the polynomial.",
        parts("halfPi", pi / 2) + parts("pi", pi) + polynomial("p", 0, coefficients))
