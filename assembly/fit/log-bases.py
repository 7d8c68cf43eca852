"""Prints assembly/tables/log-bases.ts: python3 assembly/fit/log-bases.py > assembly/tables/log-bases.ts   (needs mpmath)

Constants that bring log2 and log10 to the table and the polynomial of log (log.py). The first part of a factor has 26 bits, so that
its product with 26 bits of a logarithm is exact; that of log10(2) has 42, so that its product with an exponent is.
"""
from mpmath import floor, log, mpf
from minimax import literal, to_double


def split(x, count):
    """x as a double of `count` bits, and what is left of it."""
    exponent = floor(log(x, 2)) - count + 1
    high = floor(x / mpf(2) ** exponent) * mpf(2) ** exponent
    return float(high), to_double(x - high)


print("// python3 assembly/fit/log-bases.py > assembly/tables/log-bases.ts")
print("// Generated: do not edit.")
print("\n/** 1/ln 2: in two parts (the first of 26 bits), and whole. */")
print("export const LOG2_NUMBERS: usize = memory.data<f64>([")
for x in [*split(1 / log(2), 26), to_double(1 / log(2))]:
    print(literal(x))
print("], 16);\n")
print("/** 1/ln 10 likewise; log10(2) in two parts, the first of 42 bits. */")
print("export const LOG10_NUMBERS: usize = memory.data<f64>([")
for x in [*split(1 / log(10), 26), to_double(1 / log(10)), *split(log(2, 10), 42)]:
    print(literal(x))
print("], 16);")
