"""Prints assembly/tables/error.ts: python3 assembly/fit/error.py > assembly/tables/error.ts   (needs mpmath)
and, for the catalog's reference, src/catalog/tables/error.ts: python3 assembly/fit/error.py js > src/catalog/tables/error.ts

A rational function for each range of a = |x|, as a row p0 to p7, q1 to q8 (q0 = 1), and the offset in the exponent. Three are those of
FreeBSD msun's s_erf.c (Sun Microsystems, 1993), with their bounds computed anew; that from 0.75 to 1.25 is made here, through Chebyshev's
points, as erfc loses a bit by 1 - erf from 0.813 on.
"""
import sys
from mpmath import cos, erf, erfc, exp, log, lu_solve, matrix, mpf, pi, sqrt
from minimax import to_double
from table import head, numbers, records, text


OFFSET, NEAR_OFFSET = 0.5625, 0.84375  # the smaller |P/Q| is, the less its error counts


def rational(f, low, high, top, bottom):
    """P/Q of these degrees that is f at Chebyshev's points: a linear system in their coefficients."""
    count = top + bottom + 1
    system, right = matrix(count, count), matrix(count, 1)
    for i in range(count):
        s = (low + high) / 2 - (high - low) / 2 * cos(pi * (mpf(i) + mpf(1) / 2) / count)
        for j in range(top + 1):
            system[i, j] = s**j
        for j in range(1, bottom + 1):
            system[i, top + j] = -f(s) * s**j
        right[i] = f(s)
    solution = [to_double(c) for c in lu_solve(system, right)]
    return solution[: top + 1], solution[top + 1 :]


def tail_error(a, ratio, offset=OFFSET):
    return exp(-a * a - offset + ratio(1 / (a * a))) / a / erfc(a) - 1


def exponent(s):
    a = 1 / sqrt(s)
    return log(erfc(a) * a) + a * a + NEAR_OFFSET


near = rational(exponent, 1 / mpf(1.25) ** 2, 1 / mpf(0.75) ** 2, 7, 7)
RANGES = [
    ("erf a = a + a P/Q of a^2", 0, 0.75,
     [1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03,
      -2.37630166566501626084e-05],
     [3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03, 1.32494738004321644526e-04,
      -3.96022827877536812320e-06],
     lambda a, ratio: (a + a * ratio(a * a)) / erf(a) - 1),
    ("erfc a = e^(-a^2 - c + P/Q of 1/a^2)/a", 0.75, 1.25, *near,
     lambda a, ratio: tail_error(a, ratio, NEAR_OFFSET)),
    ("the same", 1.25, 1 / 0.35,
     [-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01,
      -1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00],
     [1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02, 6.45387271733267880336e+02,
      4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00, -6.04244152148580987438e-02],
     tail_error),
    ("the same", 1 / 0.35, 28,
     [-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02,
      -6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02],
     [3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03, 3.19985821950859553908e+03,
      2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01],
     tail_error),
]


def bound(low, high, p, q, error):
    def ratio(s):
        return sum(c * s**i for i, c in enumerate(p)) / (1 + sum(c * s ** (i + 1) for i, c in enumerate(q)))

    return max(abs(error(low + (high - low) * (mpf(i) + mpf(1) / 2) / 400, ratio)) for i in range(400))


if sys.argv[1:] == ["js"]:
    print("// python3 assembly/fit/error.py js > src/catalog/tables/error.ts")
    print("// Generated: do not edit.")
    print("\n/** For each range of a: where it ends, P and Q of rising powers, the offset in the exponent. */")
    print("export const errorRanges: readonly { end: number; p: readonly number[]; q: readonly number[]; offset: number }[] = [")
    for _, _, high, p, q, _ in RANGES:
        offset = NEAR_OFFSET if p is near[0] else OFFSET
        print(f"  {{ end: {high!r}, p: {p!r}, q: {[1.0] + q!r}, offset: {offset!r} }},")
    print("];")
    sys.exit()

FIELDS = [*(f"p{i}" for i in range(8)), *(f"q{i}" for i in range(1, 9)), "offset"]

head("error")
half = sqrt(mpf(1) / 2)
numbers("ERROR_NUMBERS", "f64", "Where the ranges of a but the first start, and sqrt(1/2) in two doubles.", [
    *zip(["tailStart", "farStart", "fartherStart"], [high for _, _, high, *_ in RANGES], [""] * 3),
    ("rootHalf", float(half), ""),
    ("rootHalfLow", float(half - float(half)), "What rootHalf has left out."),
])
lines = []
for name, low, high, p, q, error in RANGES:
    worst = bound(mpf(low), mpf(high), p, q, error)
    lines.append(f"// {name}, a from {low:.6g} to {high:.6g}: relative error {float(worst):.2e} = 2^{float(log(worst, 2)):.2f}")
    row = p + [0.0] * (8 - len(p)) + q + [0.0] * (8 - len(q)) + [NEAR_OFFSET if p is near[0] else OFFSET]
    lines += [f"{text(x)} {field}" for x, field in zip(row, FIELDS)]
records("ERROR_ROWS", "Rows for each range of a: P, Q, the offset in the exponent.", lines, FIELDS)
