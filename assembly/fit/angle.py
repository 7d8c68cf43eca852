"""Prints the constants of assembly/math/angle.ts, and how far each is from the real number in ulp:
python3 assembly/fit/angle.py   (needs mpmath)
"""
from mpmath import floor, log, mpf, pi
from minimax import to_double
from table import text

for name, exact in [("degree", 180 / pi), ("radian", pi / 180)]:
    constant = to_double(exact)
    ulp = mpf(2) ** (floor(log(exact, 2)) - 52)
    print(f"{name} {text(constant)} ({float((exact - mpf(constant)) / ulp):+.3f} ulp)")
