"""Prints assembly/tables/single.ts: python3 assembly/fit/single.py > assembly/tables/single.ts   (needs mpmath)

Polynomials and constants of the kernels on lanes of f32: e^r = 1 + r + r^2 (c2 + ... + c6 r^4), log1p f = f - f^2/2 + f^3 (d3 + ...),
tanh x = x + x^3 (t0 + ...) of x^2.
"""
import struct
from mpmath import exp, floor, log, mpf, sqrt, tanh
from minimax import minimax
from table import head, numbers, polynomial


def to_single(x):
    return struct.unpack("<f", struct.pack("<f", float(x)))[0]


def parts(x, *counts):
    """x as doubles of so many bits each, and the rest as a float32."""
    found = []
    for count in counts:
        exponent = floor(log(x, 2)) - count + 1
        part = floor(x / mpf(2) ** exponent) * mpf(2) ** exponent
        found.append(part)
        x -= part
    return found + [x]


def series(f, lead, power, terms):
    """(f(x) - lead(x))/x^power, by its Taylor coefficients next to 0."""
    return lambda x: sum(c * x**i for i, c in enumerate(terms)) if abs(x) < mpf(2) ** -20 else (f(x) - lead(x)) / x**power


half = log(2) / 2 * (1 + mpf(2) ** -12)
third = mpf(1) / 3
ln2 = [*zip(["ln2High", "ln2Low"], parts(log(2), 15), ["Of 15 bits.", ""])]
# Table, what it is, constants, letter and lowest degree of the coefficients, and the fit.
FITS = [
    ("SINGLE_EXP", "ln 2 in two parts, and the polynomial", [("inverseLn2", 1 / log(2), "1/ln 2."), *ln2], "c", 2,
     minimax(series(exp, lambda r: 1 + r, 2, [mpf(1) / 2, mpf(1) / 6]), lambda r: r**2, list(range(5)), -half, half)),
    ("SINGLE_LOG", "ln 2 in two parts, and the polynomial", ln2, "d", 3,
     minimax(series(lambda f: log(1 + f), lambda f: f - f * f / 2, 3, [mpf(1) / 3, -mpf(1) / 4]), lambda f: f**2, list(range(9)),
             -third, third)),
    ("SINGLE_TANH", "The polynomial", [], "t", 0,
     minimax(lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z if z > mpf(10) ** -12 else -mpf(1) / 3 + z * 2 / 15, lambda z: z,
             list(range(5)), mpf(0), mpf(0.625) ** 2)),
]

head("single")
for table, about, constants, letter, lowest, (coefficients, bound) in FITS:
    named = [(name, to_single(x), what) for name, x, what in constants] + polynomial(letter, lowest, coefficients, to_single)
    error = f"error of the polynomial {float(bound):.2e} = 2^{float(log(bound, 2)):.1f}"
    numbers(f"{table}_NUMBERS", "f32", f"{about}; {error}.", named)
numbers("SINGLE_COMMON", "f32", "What several of them need.", [
    ("one", 1.0, ""),
    ("half", 0.5, ""),
    ("two", 2.0, ""),
    ("signs", -0.0, "The sign bit."),
    ("round", 1.5 * 2.0**23, "1.5 * 2^23: added, it leaves an integer in the low bits."),
])
