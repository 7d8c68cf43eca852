"""Prints assembly/tables/exp-bases.ts: python3 assembly/fit/exp-bases.py > assembly/tables/exp-bases.ts   (needs mpmath)

Constants that bring exp2 and exp10 to the table and the polynomial of exp (exp.py): b^x = 2^(k/256) e^r; and the polynomial of expm1,
whose error must be small beside r: e^r = 1 + r + r^2 * (c2 + c3 r + c4 r^2 + c5 r^3).
"""
from mpmath import exp, log, mpf
from minimax import minimax, to_double
from table import error, head, numbers, polynomial

ROWS = 256
step = log(2, 10) / ROWS
# The high part has at most 53 - 18 bits: |k| < 2^18 where |x| <= 304.
high = mpf(int(step * mpf(2) ** 44)) / mpf(2) ** 44

half = log(2) / ROWS / 2 * (1 + mpf(2) ** -20)
coefficients, _ = minimax(lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2, lambda r: r**2, [0, 1, 2, 3], -half, half)


def relative_error(r):
    """Of the polynomial, beside r."""
    return abs((exp(r) - 1 - r) / r**2 - sum(c * r**i for i, c in enumerate(coefficients))) * abs(r)


bound = max(relative_error(half * i / 2000) for i in range(-2000, 2001) if i)

head("exp-bases", f"e^r - 1 - r = r^2 (c2 + ... + c5 r^3) on |r| <= ln2/512: error relative to r {error(bound)}")
numbers("EXPM1_NUMBERS", "f64", "The polynomial of expm1.", polynomial("c", 2, coefficients))
numbers("EXP2_NUMBERS", "f64", "The reduction of exp2.", [
    ("inverseStep", 256.0, ""),
    ("step", 1 / 256, ""),
    ("ln2", to_double(log(2)), ""),
    ("limitSquare", 1020.0**2, "The square of the largest |x| without the rare path: 1020^2."),
])
numbers("EXP10_NUMBERS", "f64", "The reduction of exp10.", [
    ("inverseStep", to_double(1 / step), "256 log2(10)."),
    ("stepHigh", float(high), "log10(2)/256, of which this is the first part, of at most 35 bits."),
    ("stepLow", to_double(step - high), ""),
    ("ln10", to_double(log(10)), ""),
    ("limitSquare", 304.0**2, "The square of the largest |x| without the rare path: 304^2."),
])
