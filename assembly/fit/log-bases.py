"""Prints assembly/tables/log-bases.ts: python3 assembly/fit/log-bases.py > assembly/tables/log-bases.ts   (needs mpmath)

Constants that bring log2 and log10 to the table and the polynomial of log (log.py). The first part of a factor has 26 bits, so that
its product with 26 bits of a logarithm is exact; that of log10(2) has 42, so that its product with an exponent is.
"""
from mpmath import floor, log, mpf
from minimax import to_double
from table import head, numbers


def split(x, count):
    """x as a double of `count` bits, and what is left of it."""
    exponent = floor(log(x, 2)) - count + 1
    high = floor(x / mpf(2) ** exponent) * mpf(2) ** exponent
    return float(high), to_double(x - high)


def inverse(x):
    """1/x in two parts, the first of 26 bits, and whole."""
    high, low = split(1 / x, 26)
    return [("inverseHigh", high, ""), ("inverseLow", low, ""), ("inverse", to_double(1 / x), "")]


head("log-bases")
numbers("LOG2_NUMBERS", "f64", "1/ln 2: in two parts (the first of 26 bits), and whole.", inverse(log(2)))
twoHigh, twoLow = split(log(2, 10), 42)
numbers("LOG10_NUMBERS", "f64", "1/ln 10 likewise; log10(2) in two parts, the first of 42 bits.", [
    *inverse(log(10)),
    ("twoHigh", twoHigh, "log10(2)."),
    ("twoLow", twoLow, ""),
])
