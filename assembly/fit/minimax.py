"""Weighted minimax polynomials by the Remez exchange, in mpmath. Used by the other scripts of this folder."""
import struct
from mpmath import mp, mpf, matrix, lu_solve, cos, pi

mp.prec = 200


def to_double(x):
    """The double nearest to x, as a Python float."""
    return float(mpf(x))


def bits(x):
    """The 64 bits of a double, as an integer."""
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def minimax(target, weight, basis, low, high, rounds=12, grid=4000):
    """Coefficients c with max |weight(x) * (target(x) - sum c_i x^basis_i)| least on [low, high], and that maximum."""
    count = len(basis) + 1
    low, high = mpf(low), mpf(high)
    nodes = [(low + high) / 2 - (high - low) / 2 * cos(pi * (i + mpf(1) / 2) / count) for i in range(count)]
    xs = [low + (high - low) * i / grid for i in range(grid + 1)]
    values = [(x, weight(x), target(x)) for x in xs]
    for _ in range(rounds):
        system, right = matrix(count, count), matrix(count, 1)
        for i, x in enumerate(nodes):
            w = weight(x)
            for j, power in enumerate(basis):
                system[i, j] = w * x**power
            system[i, count - 1] = (-1) ** i
            right[i] = w * target(x)
        solution = lu_solve(system, right)
        coefficients = [solution[j] for j in range(count - 1)]
        error = [w * (t - sum(c * x**p for c, p in zip(coefficients, basis))) for x, w, t in values]
        nodes, start = [], 0
        for i in range(1, len(xs) + 1):
            if i == len(xs) or (error[i] > 0) != (error[start] > 0):
                nodes.append(xs[max(range(start, i), key=lambda j: abs(error[j]))])
                start = i
        if len(nodes) < count:
            raise ValueError("the exchange lost its alternation: more precision or fewer coefficients")
        while len(nodes) > count:
            nodes.pop(0 if abs(error[xs.index(nodes[0])]) < abs(error[xs.index(nodes[-1])]) else -1)
    return coefficients, max(abs(e) for e in error)
