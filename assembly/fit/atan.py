"""Prints assembly/tables/atan.ts: python3 assembly/fit/atan.py > assembly/tables/atan.ts   (needs mpmath)

atan(a) = atan(c) + atan(t), t = (a - c)/(1 + a c), where c is the middle of a's cell: 16 cells in each binade from 2^-5 to 2^5.
Below, c = 0; above, c is infinite and t = -1/a. |t| <= 2^-5. Rows hold atan(c) in two doubles; row 0 is for c = 0, the last for infinity.
Polynomial: atan t = t + t^3 (c0 + ... + c3 t^6), error relative to t.
"""
from mpmath import atan, mpf, pi
from minimax import bits, minimax, to_double
from table import error, head, numbers, pairs, polynomial

CELLS, LOW, HIGH = 16, -5, 5
end = mpf(2) ** -5 * (1 + mpf(2) ** -10)
# In u = t^2, where the weight is u: error of atan(t)/t.
exact = lambda u: (atan(u**mpf(0.5)) / u**mpf(0.5) - 1) / u if u else -mpf(1) / 3
coefficients, bound = minimax(exact, lambda u: u, [0, 1, 2, 3], mpf(0), end**2)

head("atan", f"atan t = t + t^3 (c0 + ... + c3 t^6) on |t| <= 2^-5: error relative to t {error(bound)}")
numbers("ATAN_NUMBERS", "f64", "The polynomial.", polynomial("c", 0, coefficients))
middles = [mpf(2) ** e * (1 + (i + mpf(1) / 2) / CELLS) for e in range(LOW, HIGH) for i in range(CELLS)]
rows = [(to_double(x), to_double(x - mpf(to_double(x)))) for x in [mpf(0), *[atan(c) for c in middles], pi / 2]]
about = "Rows of atan(c) in two doubles: for 0, for the middle of each cell, for infinity."
pairs("ATAN_ROWS", "f64", about, rows, "atan(c) in two doubles.")
cell = 1 << (52 - CELLS.bit_length() + 1)  # as bits of a double
numbers("ATAN_WORDS", "u64", "What cells are on the bits of |x|.", [
    ("start", bits(2.0**LOW), "The bits of 2^-5, where the first cell starts."),
    ("end", bits(2.0**HIGH), "The bits of 2^5, where the last one ends."),
    ("cell", (1 << 64) - cell, "Sign, exponent and the fraction's four bits that name the cell."),
    ("halfCell", cell >> 1, ""),
])
