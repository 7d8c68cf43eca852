"""Prints assembly/tables/root.ts: python3 assembly/fit/root.py > assembly/tables/root.ts   (needs mpmath)

x^(-1/3) from the upper 32 bits of x as an integer h: those of the result are C - h/3. C is where the error is least on both sides.
"""
import struct
from mpmath import mpf
from minimax import to_double
from table import head, numbers, polynomial


def estimate(x, constant):
    h = struct.unpack("<q", struct.pack("<d", x))[0] >> 32
    return struct.unpack("<d", struct.pack("<q", round(constant - h / 3) << 32))[0]


def errors(constant):
    found = [1 - x * estimate(x, constant) ** 3 for x in (1 + 7 * i / 4096 for i in range(4096))]
    return min(found), max(found)


low, high = 1425000000, 1431000000
while high - low > 1:  # a larger constant makes larger estimates
    middle = (low + high) // 2
    least, most = errors(middle)
    low, high = (middle, high) if most > -least else (low, middle)
least, most = errors(low)

head("root", f"e = 1 - x y^3 of the first value y is within {least:.4f} and {most:.4f}; y e^4 35/243 is what a step leaves.")
numbers("ROOT_NUMBERS", "f64", "The first value of x^(-1/3), and (1 - e)^(-1/3) = 1 + e (c1 + c2 e + c3 e^2).", [
    ("integer", 2.0**52, "Added, it leaves an integer in the low bits."),
    ("third", to_double(mpf(1) / 3), ""),
    ("start", float(low), "The constant C."),
    *polynomial("c", 1, [mpf(1) / 3, mpf(2) / 9, mpf(14) / 81]),
])
