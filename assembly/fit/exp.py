"""Prints assembly/tables/exp.ts: python3 assembly/fit/exp.py > assembly/tables/exp.ts   (needs mpmath)

exp(x) = 2^(k/256) * e^r with k = round(x * 256/ln 2), |r| <= ln2/512. Row i holds {tail, bits}: 2^(i/256) = T * (1 + tail),
bits = bits(T) - (i << 44), so that adding k << 44 puts T's own fraction and k's exponent in place.
Polynomial: e^r = 1 + r + r^2 * (c2 + c3 r + c4 r^2), minimax in absolute error.
"""
from mpmath import mpf, log, exp
from minimax import bits, minimax, to_double
from table import error, head, numbers, pairs, polynomial

ROWS = 256
step = log(2) / ROWS
half = step / 2 * (1 + mpf(2) ** -20)
coefficients, bound = minimax(lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2, lambda r: r**2, [0, 1, 2], -half, half)
# The high part has at most 53 - 18 bits: |k| < 2^18 where |x| <= 700.
high = mpf(int(step * mpf(2) ** 43)) / mpf(2) ** 43
low = to_double(step - high)

head("exp", f"e^r - 1 - r = r^2 (c2 + c3 r + c4 r^2) on |r| <= ln2/512: absolute error {error(bound)}")
numbers("EXP_NUMBERS", "f64", "Reduction and polynomial of exp.", [
    ("inverseStep", to_double(ROWS / log(2)), "256/ln 2."),
    ("round", 1.5 * 2.0**52, "1.5 * 2^52: added, it leaves an integer in the low bits."),
    ("stepHigh", float(high), "ln2/256, of which this is the first part, of at most 35 bits."),
    ("stepLow", low, ""),
    *polynomial("c", 2, coefficients),
    ("limitSquare", 700.0**2, "The square of the largest |x| without the rare path: 700^2."),
])
rows = []
for i in range(ROWS):
    exact = mpf(2) ** (mpf(i) / ROWS)
    top = to_double(exact)
    tail = to_double((exact - top) / top)
    rows.append((bits(tail), (bits(top) - (i << 44)) & (2**64 - 1)))
pairs("EXP_ROWS", "u64", "Rows {tail, bits} of 2^(i/256), as 64-bit words.", rows, "{tail, bits} of 2^(index/256).")
