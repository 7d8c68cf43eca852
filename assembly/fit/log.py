"""Prints assembly/tables/log.ts: python3 assembly/fit/log.py > assembly/tables/log.ts   (needs mpmath and gmpy2, some minutes)

log(x) = k ln2 + log(c) + log1p(r), r = (z - c)/c, x = 2^k z, z in [0.6875, 1.375) in 256 cells of equal width in bits(z).
A row is {1/c, log(c)}, with c beside it: c is searched near the middle of its cell so that
- log(c) lies within 2^-5 ulp (of itself) of a multiple of 2^-42, which is what the row stores: k * ln2_high + log(c) is then exact;
- 1/c lies within 2^-3 half-ulps of the double that the row stores.
z - c is exact (Sterbenz). The cells on both sides of 1 have c = 1, so that log is accurate relative to its result there.
Polynomial: log1p(r) = r + r^2 (c2 + c3 r + ... + c6 r^4), minimax relative to r on the widest cell, (-2^-9, 2^-8).
"""
import struct
import gmpy2
from gmpy2 import mpfr
from mpmath import log, log1p, mpf
from minimax import bits, minimax, to_double
from table import column, error, head, numbers, pairs, polynomial

gmpy2.get_context().precision = 160
ROWS, OFFSET, GRID = 256, 0x3FE6000000000000, mpfr(2) ** 42


def double(word):
    return struct.unpack("<d", struct.pack("<Q", word))[0]


def search(low, high):
    """The c nearest to the middle of [low, high) that meets both conditions: its 1/c and log(c)."""
    middle = int(gmpy2.rint(gmpy2.log((mpfr(low) + mpfr(high)) / 2) * GRID))
    for distance in range(1 << 24):
        for m in (middle + distance, middle - distance):
            wanted = m / GRID
            c = float(gmpy2.exp(wanted))
            inverse = float(1 / mpfr(c))
            if abs(gmpy2.log(mpfr(c)) - wanted) > abs(wanted) * mpfr(2) ** -58:
                continue
            if abs(mpfr(inverse) * c - 1) < mpfr(2) ** -57:
                return c, inverse, float(wanted)
    raise ValueError("no row point found")


rows = []
for i in range(ROWS):
    low, high = double(OFFSET + (i << 44)), double(OFFSET + ((i + 1) << 44))
    rows.append((1.0, 1.0, 0.0) if low == 1.0 or high == 1.0 else search(low, high))

widest = mpf(2) ** -8 * (1 + mpf(2) ** -12)
shape = lambda r: (log1p(r) - r) / r**2 if r else -mpf(1) / 2
coefficients, bound = minimax(shape, lambda r: abs(r), [0, 1, 2, 3, 4], -mpf(2) ** -9 * (1 + mpf(2) ** -12), widest)
ln2_high = mpf(int(log(2) * mpf(2) ** 42)) / mpf(2) ** 42

head("log", f"log1p(r) - r = r^2 (c2 + ... + c6 r^4) on (-2^-9, 2^-8): error relative to r {error(bound)}")
ln2 = [("ln2High", float(ln2_high), "A multiple of 2^-42."), ("ln2Low", to_double(log(2) - ln2_high), "")]
numbers("LOG_NUMBERS", "f64", "ln 2 in two parts, and the polynomial.", ln2 + polynomial("c", 2, coefficients))
words = [(bits(inverse), bits(logarithm)) for _, inverse, logarithm in rows]
pairs("LOG_ROWS", "u64", "Rows {1/c, log(c)}, as 64-bit words.", words, "{1/c, log(c)} of a cell.")
column("LOG_POINTS", "u64", "The row points c, as 64-bit words.", [bits(c) for c, _, _ in rows], "c of the cell of each lane.")
SIGN, LEAST_NORMAL, INFINITY = 1 << 63, bits(2.0**-1022), 0x7FF << 52
about = "Masks and offsets on the bits of x. A bias of 1023 << 52 keeps the exponent positive, so that its shift may be the unsigned one."
numbers("LOG_WORDS", "u64", about, [
    ("bias", bits(1.0) - OFFSET, "The bias less the bits of 0.6875."),
    ("integer", bits(2.0**52), "The bits of 2^52: or-ed to an integer below 2^52, a double."),
    ("fraction", (1 << 52) - 1, ""),
    ("lowerEnd", OFFSET, "The bits of 0.6875, the lower end of z."),
    ("origin", bits(2.0**52 + 1023), "2^52 + 1023: subtracted, it leaves k."),
    ("least", LEAST_NORMAL ^ SIGN, "The bits of the smallest normal, with the sign turned: signed compares are then unsigned ones."),
    ("normals", (INFINITY - LEAST_NORMAL - 1) ^ SIGN, "How many positive normals there are, less 1, with the sign turned."),
])
