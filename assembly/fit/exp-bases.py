"""Prints assembly/tables/exp-bases.ts: python3 assembly/fit/exp-bases.py > assembly/tables/exp-bases.ts   (needs mpmath)

Constants that bring exp2 and exp10 to the table and the polynomial of exp (exp.py): b^x = 2^(k/256) e^r; and the polynomial of expm1,
whose error must be small beside r: e^r = 1 + r + r^2 * (c2 + c3 r + c4 r^2 + c5 r^3).
"""
from mpmath import exp, log, mpf
from minimax import literal, minimax, to_double

ROWS = 256
step = log(2, 10) / ROWS
# The high part has at most 53 - 18 bits: |k| < 2^18 where |x| <= 304.
high = mpf(int(step * mpf(2) ** 44)) / mpf(2) ** 44

half = log(2) / ROWS / 2 * (1 + mpf(2) ** -20)
coefficients, _ = minimax(lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2, lambda r: r**2, [0, 1, 2, 3], -half, half)


def relative_error(r):
    """Of the polynomial, beside r."""
    return abs((exp(r) - 1 - r) / r**2 - sum(c * r**i for i, c in enumerate(coefficients))) * abs(r)


bound = max(relative_error(half * i / 2000) for i in range(-2000, 2001) if i)

print("// python3 assembly/fit/exp-bases.py > assembly/tables/exp-bases.ts")
print("// Generated: do not edit.")
print(f"// e^r - 1 - r = r^2 (c2 + ... + c5 r^3) on |r| <= ln2/512: error relative to r {float(bound):.3e} = 2^{float(log(bound, 2)):.2f}")
print("\n/** c2 to c5. */")
print("export const EXPM1_NUMBERS: usize = memory.data<f64>([")
for x in coefficients:
    print(literal(to_double(x)))
print("], 16);")
print("\n/** 256, 1/256, ln 2, 1020^2. */")
print("export const EXP2_NUMBERS: usize = memory.data<f64>([")
for x in [256.0, 1 / 256, to_double(log(2)), 1020.0**2]:
    print(literal(x))
print("], 16);\n")
print("/** 256 log2(10), log10(2)/256 in two parts (the first of at most 35 bits), ln 10, 304^2. */")
print("export const EXP10_NUMBERS: usize = memory.data<f64>([")
for x in [to_double(1 / step), float(high), to_double(step - high), to_double(log(10)), 304.0**2]:
    print(literal(x))
print("], 16);")
