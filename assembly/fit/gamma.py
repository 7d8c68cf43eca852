"""Prints assembly/tables/gamma.ts: python3 assembly/fit/gamma.py > assembly/tables/gamma.ts   (needs mpmath)
and, for the catalog's reference, src/catalog/tables/gamma.ts: python3 assembly/fit/gamma.py js > src/catalog/tables/gamma.ts

1/gamma(y) = 1 + (y - 1)(y - 2) H(y - 3/2) on [1/2, 5/2]: an entire function, and small beside 1 where gamma is 1. From 10 on
log gamma(x) = (x - 1/2) log x - x + log sqrt(2 pi) + S(1/x^2)/x.
"""
import sys
from mpmath import log, loggamma, mpf, pi, rgamma, sqrt
from minimax import minimax, to_double
from table import error, head, numbers, polynomial, sequence

TERMS, STIRLING = 18, 6


def h(w):
    y = w + mpf(3) / 2
    if min(abs(y - 1), abs(y - 2)) < mpf(2) ** -60:  # 0 over 0
        w += mpf(2) ** -90
        y = w + mpf(3) / 2
    return (rgamma(y) - 1) / ((y - 1) * (y - 2))


def s(z):
    if z < mpf(10) ** -12:
        return mpf(1) / 12 - z / 360
    x = 1 / sqrt(z)
    return x * (loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2)


inverse, bound = minimax(h, lambda w: 1 / h(w), list(range(TERMS)), mpf(-1), mpf(1), rounds=10, grid=2000)
series, left = minimax(s, lambda z: mpf(1) / 10, list(range(STIRLING)), mpf(0), mpf(1) / 100, rounds=10, grid=2000)
constant = log(2 * pi) / 2

if sys.argv[1:] == ["js"]:
    print("// python3 assembly/fit/gamma.py js > src/catalog/tables/gamma.ts")
    print("// Generated: do not edit.")
    print("\n/** S of 1/x^2, rising powers. */")
    print(f"export const stirling: readonly number[] = {[to_double(c) for c in series]!r};")
    print("\n/** H of y - 3/2, rising powers. */")
    print(f"export const excess: readonly number[] = {[to_double(c) for c in inverse]!r};")
    sys.exit()

head("gamma", f"H in degree {TERMS - 1}: relative error {error(bound)}; "
              f"S in degree {STIRLING - 1}: absolute error beside log gamma {float(left):.3e}")
numbers("STIRLING_NUMBERS", "f64", "log sqrt(2 pi) in two doubles, and the polynomial S.", [
    ("logRoot", to_double(constant), "log sqrt(2 pi)."),
    ("logRootLow", to_double(constant - to_double(constant)), "What logRoot has left out."),
    *polynomial("s", 0, series),
])
sequence("GAMMA_NUMBERS", "The polynomial H.", "h", [to_double(c) for c in inverse])
