"""Prints assembly/tables/exp.ts: python3 assembly/fit/exp.py > assembly/tables/exp.ts   (needs mpmath)

exp(x) = 2^(k/256) * e^r with k = round(x * 256/ln 2), |r| <= ln2/512. Row i holds {tail, bits}: 2^(i/256) = T * (1 + tail),
bits = bits(T) - (i << 44), so that adding k << 44 puts T's own fraction and k's exponent in place.
Polynomial: e^r = 1 + r + r^2 * (c2 + c3 r + c4 r^2), minimax in absolute error.
"""
from mpmath import mpf, log, exp
from minimax import bits, literal, minimax, to_double

ROWS = 256
step = log(2) / ROWS
half = step / 2 * (1 + mpf(2) ** -20)
coefficients, bound = minimax(lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2, lambda r: r**2, [0, 1, 2], -half, half)
# The high part has at most 53 - 18 bits: |k| < 2^18 where |x| <= 700.
high = mpf(int(step * mpf(2) ** 43)) / mpf(2) ** 43
low = to_double(step - high)

print("// python3 assembly/fit/exp.py > assembly/tables/exp.ts")
print("// Generated: do not edit.")
print(f"// e^r - 1 - r = r^2 (c2 + c3 r + c4 r^2) on |r| <= ln2/512: absolute error {float(bound):.3e} = 2^{float(log(bound, 2)):.2f}")
print("\n/** 256/ln 2, 1.5 * 2^52, ln2/256 in two parts (the first of at most 35 bits), c2, c3, c4, 700^2. */")
print("export const EXP_NUMBERS: usize = memory.data<f64>([")
for x in [to_double(ROWS / log(2)), 1.5 * 2.0**52, float(high), low] + [to_double(c) for c in coefficients] + [490000.0]:
    print(literal(x))
print("], 16);\n")
print("/** Rows {tail, bits} of 2^(i/256), as 64-bit words. */")
print("export const EXP_ROWS: usize = memory.data<u64>([")
for i in range(ROWS):
    exact = mpf(2) ** (mpf(i) / ROWS)
    top = to_double(exact)
    tail = to_double((exact - top) / top)
    print(f"  0x{bits(tail):016x}, 0x{(bits(top) - (i << 44)) & (2**64 - 1):016x},")
print("], 16);")
