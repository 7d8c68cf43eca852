"""Prints assembly/tables/trig.ts: python3 assembly/fit/trig.py > assembly/tables/trig.ts   (needs mpmath)

Rows of sines and cosines at the multiples of pi/256 in a whole turn, and polynomials for what is left, |r| <= pi/512:
sin r = r + r^3 (s0 + s1 r^2), 1 - cos r = r^2 (c0 + c1 r^2).
"""
from mpmath import mp, mpf, pi, sin, cos, sqrt
from minimax import minimax, to_double
from table import accessors, data, error, head, numbers, polynomial, quads, text

mp.prec = 1400
ROWS = 512
COUNT_BITS = 30  # of the multiples that the reduction takes


def part(x, binary_places):
    """x cut (towards zero) to a multiple of 2^-binary_places."""
    return mpf(int(x * mpf(2) ** binary_places)) / mpf(2) ** binary_places


def sine_of(i):
    """sin(2 pi i/ROWS), exactly 0 where it is."""
    return mpf(0) if i % (ROWS // 2) == 0 else sin(2 * pi * i / ROWS)


def middle_of(c):
    """A power of two, or 0, within 1/4 of the cosine c."""
    least = [bound for bound, _ in MIDDLES if abs(c) >= bound][0]
    return float(dict(MIDDLES)[least]) * (1 if c > 0 else -1)


def row_of(i):
    s, c = sine_of(i), sine_of(i + ROWS // 4)
    high, middle = to_double(s) if s else -0.0, middle_of(c)
    return high, to_double(c - middle), middle, to_double(high - s)


MIDDLES = [(0.75, 1), (0.375, 0.5), (0.1875, 0.25), (0, 0)]
half_pi, step = pi / 2, 2 * pi / ROWS
head_bits = 53 - COUNT_BITS
parts = [part(step, head_bits + 6)]  # below 2^-6
parts.append(part(step - parts[0], 2 * head_bits + 6))
parts.append(step - sum(parts))
careful = [part(half_pi, 29)]
careful.append(part(half_pi - careful[0], 59))
careful.append(part(half_pi - careful[0] - careful[1], 89))
careful.append(half_pi - sum(careful))

most = (step / 2 * (1 + mpf(2) ** -12)) ** 2
near_zero = mpf(2) ** -100
mp.prec = 300
sine, sine_error = minimax(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z if z > near_zero else -mpf(1) / 6, lambda z: z, [0, 1], 0, most)
rise, rise_error = minimax(lambda z: (1 - cos(sqrt(z))) / z if z > near_zero else mpf(1) / 2, lambda z: z, [0, 1], 0, most)
mp.prec = 1400

head("trig", f"On |r| <= pi/512: sine to {error(sine_error)} relative, cosine to {error(rise_error)} absolute.")
numbers("TRIG_NUMBERS", "f64", f"The reduction by pi/256 in {head_bits} + {head_bits} + 53 bits, and the polynomials.", [
    ("inverseStep", to_double(1 / step), "256/pi."),
    ("round", 1.5 * 2.0**52, "1.5 * 2^52: added, it leaves an integer in the low bits."),
    *((f"step{i + 1}", to_double(x), "") for i, x in enumerate(parts)),
    ("loss", 2.0**-98, "2^-49, squared: |r| below this times |k| is too little."),
    ("most", 2.0 ** (2 * COUNT_BITS), f"2^{COUNT_BITS}, squared: up to here k times the first parts of pi/256 is exact."),
    *polynomial("s", 0, sine),
    *polynomial("c", 0, rise),
])
quads("TRIG_ROWS", "Rows {sine, cosine less the middle, middle, sine as a double less the sine} at the multiples of pi/256, in 5/4 turns.",
      [row_of(i) for i in range(ROWS * 5 // 4)], ROWS // 4,
      "The sine, and the cosine less the middle.", "The middle, and what the sine is too much.", "The sines of both lanes.")
numbers("TRIG_SINGLE", "f64", "For numbers of float32: pi/256 less its first part, and 1/6.", [
    ("stepRest", to_double(step - parts[0]), ""),
    ("sixth", to_double(mpf(1) / 6), ""),
])
numbers("TRIG_CAREFUL", "f64", "pi/2 in 30 + 30 + 30 + 53 bits, and pi/256 in two parts.", [
    ("twoOverPi", to_double(2 / pi), ""),
    *((f"halfPi{i + 1}", to_double(x), "") for i, x in enumerate(careful)),
    ("stepHigh", to_double(parts[0] + parts[1]), f"Of {2 * head_bits} bits."),
    ("stepLow", to_double(parts[2]), ""),
])
pi_high = part(pi, 24)
numbers("TRIG_PI", "f64", "Half turns in steps of pi/256, and pi in 26 + 53 bits.", [
    ("steps", ROWS / 2, ""),
    ("step", 2 / ROWS, ""),
    ("piHigh", to_double(pi_high), ""),
    ("piLow", to_double(pi - pi_high), ""),
])
fraction = int(2 / pi * mpf(2) ** 1280)
words = [0] + [fraction >> (64 * (19 - i)) & (2**64 - 1) for i in range(20)]
data("TWO_OVER_PI", "u64", "2/pi: 1,280 bits after the binary point, most significant word first, after one word of zeros.",
     [text(word) for word in words])
accessors("TWO_OVER_PI", [
    ("Where word `index` is.", "place(index: usize): usize", "TWO_OVER_PI + (index << 3)"),
    ("", "word(place: usize): u64", "load<u64>(place)"),
    ("", "nextWord(place: usize): u64", "load<u64>(place + 8)"),
])
