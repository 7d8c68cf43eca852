"""Prints assembly/tables/asin.ts: python3 assembly/fit/asin.py > assembly/tables/asin.ts   (needs mpmath)

asin s = s + s^3 P(s^2) on |s| <= 1/2: P minimax in the error relative to s.
"""
from mpmath import asin, log, mpf, pi, sqrt
from minimax import literal, minimax, to_double

COUNT = 12


def exact(z):
    if z < mpf(10) ** -12:
        return mpf(1) / 6 + z * 3 / 40
    return (asin(sqrt(z)) / sqrt(z) - 1) / z


coefficients, bound = minimax(exact, lambda z: z, list(range(COUNT)), mpf(0), mpf(1) / 4, rounds=14, grid=6000)

print("// python3 assembly/fit/asin.py > assembly/tables/asin.ts")
print("// Generated: do not edit.")
print(f"// asin s = s + s^3 (p0 + ... + p{COUNT - 1} s^{2 * COUNT - 2}) on |s| <= 1/2: error relative to s {float(bound):.3e} = 2^{float(log(bound, 2)):.2f}")
print(f"\n/** pi/2 and pi in two doubles each, p0 to p{COUNT - 1}. */")
print("export const ASIN_NUMBERS: usize = memory.data<f64>([")
for value in [pi / 2, pi]:
    high = to_double(value)
    print(literal(high))
    print(literal(to_double(value - mpf(high))))
for x in coefficients:
    print(literal(to_double(x)))
print("], 16);")
