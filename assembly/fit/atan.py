"""Prints assembly/tables/atan.ts: python3 assembly/fit/atan.py > assembly/tables/atan.ts   (needs mpmath)

atan(a) = atan(c) + atan(t), t = (a - c)/(1 + a c), where c is the middle of a's cell: 16 cells in each binade from 2^-5 to 2^5.
Below, c = 0; above, c is infinite and t = -1/a. |t| <= 2^-5. Rows hold atan(c) in two doubles; row 0 is for c = 0, the last for infinity.
Polynomial: atan t = t + t^3 (c0 + ... + c3 t^6), error relative to t.
"""
from mpmath import atan, log, mpf, pi
from minimax import literal, minimax, to_double

CELLS, LOW, HIGH = 16, -5, 5
end = mpf(2) ** -5 * (1 + mpf(2) ** -10)
# In u = t^2, where the weight is u: error of atan(t)/t.
exact = lambda u: (atan(u**mpf(0.5)) / u**mpf(0.5) - 1) / u if u else -mpf(1) / 3
coefficients, bound = minimax(exact, lambda u: u, [0, 1, 2, 3], mpf(0), end**2)

print("// python3 assembly/fit/atan.py > assembly/tables/atan.ts")
print("// Generated: do not edit.")
print(f"// atan t = t + t^3 (c0 + ... + c3 t^6) on |t| <= 2^-5: error relative to t {float(bound):.3e} = 2^{float(log(bound, 2)):.2f}")
print("\n/** c0 to c3. */")
print("export const ATAN_NUMBERS: usize = memory.data<f64>([")
for x in coefficients:
    print(literal(to_double(x)))
print("], 16);\n")
print("/** Rows of atan(c) in two doubles: for 0, for the middle of each cell, for infinity. */")
print("export const ATAN_ROWS: usize = memory.data<f64>([")
middles = [mpf(2) ** e * (1 + (i + mpf(1) / 2) / CELLS) for e in range(LOW, HIGH) for i in range(CELLS)]
for value in [mpf(0), *[atan(c) for c in middles], pi / 2]:
    high = to_double(value)
    print(literal(high))
    print(literal(to_double(value - mpf(high))))
print("], 16);")
