"""Prints assembly/tables/pow.ts: python3 assembly/fit/pow.py > assembly/tables/pow.ts   (needs mpmath)

What log.ts leaves out of the logarithms of its points, so that pow has them in two doubles; and log1p(r) = r - r^2/2 + r^3 (c3 + ... +
c8 r^5), whose error must be small beside r to 2^-66. The points are read from assembly/tables/log.ts.
"""
import pathlib
import re
import struct
from mpmath import log, mpf
from minimax import minimax, to_double
from table import column, error, head, numbers, polynomial

text = (pathlib.Path(__file__).parent.parent / "tables" / "log.ts").read_text()


def words(name):
    body = re.search(name + r".*?\[(.*?)\]", text, re.S).group(1)
    return [int(word, 16) for word in re.findall(r"0x([0-9a-f]{16})\b", re.sub(r"//.*", "", body))]


def double(word):
    return mpf(struct.unpack("<d", struct.pack("<Q", word))[0])


points = words("LOG_POINTS")
logs = words("LOG_ROWS")[1::2]
assert len(points) == len(logs) == 256


def exact(r):
    if r == 0:
        return mpf(1) / 3
    return (log(1 + r) - r + r**2 / 2) / r**3


coefficients, _ = minimax(exact, lambda r: r**2, [0, 1, 2, 3, 4, 5], -mpf(2) ** -9 * (1 + mpf(2) ** -9), mpf(2) ** -8)
grid = [(-mpf(2) ** -9) + (mpf(2) ** -9 + mpf(2) ** -8) * i / 3000 for i in range(3001)]
bound = max(abs(exact(r) - sum(c * r**i for i, c in enumerate(coefficients))) * r**2 for r in grid)

head("pow", f"log1p(r) = r - r^2/2 + r^3 (c3 + ... + c8 r^5) on (-2^-9, 2^-8): error relative to r {error(bound)}")
numbers("POW_NUMBERS", "f64", "The polynomial.", polynomial("c", 3, coefficients))
tails = [to_double(log(double(point)) - double(value)) for point, value in zip(points, logs)]
column("POW_TAILS", "f64", "log(c) less its double in LOG_ROWS.", tails, "That of the cell of each lane.")
