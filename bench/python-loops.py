"""CPython's side: reads the count and the values, then what is computed of an element x, a line each, as list comprehensions;
answers each with the milliseconds it took."""
import array
import math
import platform
import sys
import time

count = int(sys.stdin.buffer.readline())
values = array.array("d")
values.frombytes(sys.stdin.buffer.read(8 * count))
xs = values.tolist()
print(platform.python_implementation(), platform.python_version(), flush=True)
loops = {}
for line in sys.stdin.buffer:
    element = line.decode().strip()
    if element not in loops:
        loops[element] = eval(f"lambda xs: [{element} for x in xs]")
    loop = loops[element]
    begun = time.perf_counter()
    loop(xs)
    print((time.perf_counter() - begun) * 1e3, flush=True)
