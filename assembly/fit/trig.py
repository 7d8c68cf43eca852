"""Prints assembly/tables/trig.ts: python3 assembly/fit/trig.py > assembly/tables/trig.ts   (needs mpmath)

sin r = r - r^3 (s0 + s1 z + ... + s5 z^5), cos r = 1 - z/2 + z^2 (c0 + ... + c5 z^5), z = r^2, |r| <= pi/4.
Coefficients: FreeBSD msun / fdlibm k_sin.c and k_cos.c (Sun Microsystems 1993), the sine's with their signs turned.
"""
from mpmath import mp, mpf, pi, sin, cos
from minimax import to_double
from table import accessors, data, head, numbers, polynomial, text

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

head("trig", f"On |r| <= pi/4: sine to {float(s):.2e} relative, cosine to {float(c):.2e} absolute.")
numbers("TRIG_NUMBERS", "f64", "The reduction by pi/2 in 28 + 53 bits, and the polynomials.", [
    ("twoOverPi", to_double(2 / pi), ""),
    ("round", 1.5 * 2.0**52, "1.5 * 2^52: added, it leaves an integer in the low bits."),
    ("halfPiHigh", float(first), ""),
    ("halfPiLow", to_double(half_pi - first), ""),
    ("loss", to_double(mpf(2) ** mpf("-23.5")), "2^-23.5: |r| below this times |k| is too little."),
    *polynomial("s", 0, SINE, float.fromhex),
    *polynomial("c", 0, COSINE, float.fromhex),
])
parts = [(f"halfPi{i + 1}", to_double(x), "") for i, x in enumerate(careful)]
numbers("TRIG_CAREFUL", "f64", "pi/2 in 30 + 30 + 30 + 53 bits.", parts)
fraction = int(2 / pi * mpf(2) ** 1280)
words = [0] + [fraction >> (64 * (19 - i)) & (2**64 - 1) for i in range(20)]
data("TWO_OVER_PI", "u64", "2/pi: 1,280 bits after the binary point, most significant word first, after one word of zeros.",
     [text(word) for word in words])
accessors("TWO_OVER_PI", [
    ("Where word `index` is.", "place(index: usize): usize", "TWO_OVER_PI + (index << 3)"),
    ("", "word(place: usize): u64", "load<u64>(place)"),
    ("", "nextWord(place: usize): u64", "load<u64>(place + 8)"),
])
numbers("TRIG_WORDS", "u64", "Of the integer k.", [("quadrant", 1, "One quadrant.")])
