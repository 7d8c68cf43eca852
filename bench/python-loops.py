"""CPython's side: reads the count and the values, then operations' names, a line each; answers each with the milliseconds it took."""
import array
import math
import platform
import sys
import time


def exp_sqrt(xs):
    return [math.exp(math.sqrt(v)) for v in xs]


def sin_exp(xs):
    return [math.sin(math.exp(v)) for v in xs]


def log_sqrt1(xs):
    return [math.log(1 + math.sqrt(v)) for v in xs]


def sin_plus_cos(xs):
    return [math.sin(v) + math.cos(v) for v in xs]


count = int(sys.stdin.buffer.readline())
values = array.array("d")
values.frombytes(sys.stdin.buffer.read(8 * count))
xs = values.tolist()
print(platform.python_implementation(), platform.python_version(), flush=True)
for line in sys.stdin.buffer:
    loop = globals()[line.decode().strip()]
    begun = time.perf_counter()
    loop(xs)
    print((time.perf_counter() - begun) * 1e3, flush=True)
