"""Prints assembly/tables/trig.ts: python3 assembly/fit/trig.py > assembly/tables/trig.ts   (needs mpmath)

sin r = r - r^3 (s0 + s1 z + ... + s5 z^5), cos r = 1 - z/2 + z^2 (c0 + ... + c5 z^5), z = r^2, |r| <= pi/4.
Coefficients: FreeBSD msun / fdlibm k_sin.c and k_cos.c (Sun Microsystems 1993), the sine's with their signs turned.
"""
from mpmath import mp, mpf, pi, sin, cos
from minimax import literal, to_double

mp.prec = 1400


def part(x, binary_places):
    """x cut (towards zero) to a multiple of 2^-binary_places."""
    return mpf(int(x * mpf(2) ** binary_places)) / mpf(2) ** binary_places


SINE = ["0x1.5555555555549p-3", "-0x1.111111110f8a6p-7", "0x1.a01a019c161d5p-13",
        "-0x1.71de357b1fe7dp-19", "0x1.ae5e68a2b9cebp-26", "-0x1.5d93a5acfd57cp-33"]
COSINE = ["0x1.555555555554cp-5", "-0x1.6c16c16c15177p-10", "0x1.a01a019cb1590p-16",
          "-0x1.27e4f809c52adp-22", "0x1.1ee9ebdb4b1c4p-29", "-0x1.8fae9be8838d4p-37"]
half_pi = pi / 2
first = part(half_pi, 27)  # 28 bits, cut and not rounded: k * first never overflows
careful = [part(half_pi, 29)]
careful.append(part(half_pi - careful[0], 59))
careful.append(part(half_pi - careful[0] - careful[1], 89))
careful.append(half_pi - sum(careful))
r = [pi / 4 * i / 400 for i in range(1, 401)]
s = max(abs((r_ - r_**3 * sum(mpf(float.fromhex(c)) * r_ ** (2 * i) for i, c in enumerate(SINE))) / sin(r_) - 1) for r_ in r)
c = max(abs(1 - r_**2 / 2 + r_**4 * sum(mpf(float.fromhex(c)) * r_ ** (2 * i) for i, c in enumerate(COSINE)) - cos(r_)) for r_ in r)

print("// python3 assembly/fit/trig.py > assembly/tables/trig.ts")
print("// Generated: do not edit.")
print(f"// On |r| <= pi/4: sine to {float(s):.2e} relative, cosine to {float(c):.2e} absolute.")
print("\n/** 2/pi, 1.5 * 2^52, pi/2 in 28 + 53 bits, 2^-23.5, sine s0 to s5, cosine c0 to c5. */")
print("export const TRIG_NUMBERS: usize = memory.data<f64>([")
numbers = [to_double(2 / pi), 1.5 * 2.0**52, float(first), to_double(half_pi - first), to_double(mpf(2) ** mpf("-23.5"))]
for x in numbers + [float.fromhex(x) for x in SINE + COSINE]:
    print(literal(x))
print("], 16);\n")
print("/** pi/2 in 30 + 30 + 30 + 53 bits. */")
print("export const TRIG_CAREFUL: usize = memory.data<f64>([")
for x in careful:
    print(literal(to_double(x)))
print("], 16);\n")
print("/** 2/pi: 1,280 bits after the binary point, most significant word first, after one word of zeros. */")
print("export const TWO_OVER_PI: usize = memory.data<u64>([\n  0x0000000000000000,")
fraction = int(2 / pi * mpf(2) ** 1280)
for i in range(20):
    print(f"  0x{fraction >> (64 * (19 - i)) & (2**64 - 1):016x},")
print("], 16);")
