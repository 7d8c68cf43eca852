"""NumPy: as it is; `without-avx512`: as it would be on a processor that has none; `threads`: two threads, half of the array each."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from serve import absent, serve

try:
    import numpy as np
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError as error:
    absent(f"NumPy cannot be loaded: {error}")

MODE = sys.argv[1]
THREADS = 2


def avx512():
    """What this build has code for that needs AVX-512: X86_V4 is its newer name for AVX512_SKX."""
    return [name for name in __cpu_dispatch__ if name.startswith("AVX512") or name == "X86_V4"]


def into(x, out, spare):
    """The operations over x, into arrays that are there."""

    def exp_sqrt():
        np.sqrt(x, out=out)
        np.exp(out, out=out)

    def sin_exp():
        np.exp(x, out=out)
        np.sin(out, out=out)

    def log_sqrt1():
        np.sqrt(x, out=out)
        np.add(out, 1, out=out)
        np.log(out, out=out)

    def sin_plus_cos():
        np.sin(x, out=out)
        np.cos(x, out=spare)
        np.add(out, spare, out=out)

    single = {f.__name__: lambda f=f: f(x, out=out) for f in (np.exp, np.log, np.sin, np.cos, np.sqrt, np.square)}
    return single | {f.__name__: f for f in (exp_sqrt, sin_exp, log_sqrt1, sin_plus_cos)}


def kernels(x):
    out, spare = np.empty_like(x), np.empty_like(x)
    pool = ThreadPoolExecutor(THREADS) if MODE == "threads" else None
    cuts = [len(x) * i // THREADS for i in range(THREADS + 1)] if pool else [0, len(x)]
    slices = [slice(*ends) for ends in zip(cuts, cuts[1:])]
    parts = [into(x[at], out[at], spare[at]) for at in slices]

    def run(operation):
        if pool:
            list(pool.map(lambda part: part[operation](), parts))
        else:
            parts[0][operation]()
        return out

    return {operation: lambda operation=operation: run(operation) for operation in parts[0]}


if MODE == "without-avx512":
    disabled = [name for name in avx512() if __cpu_features__[name]]
    if not disabled:
        absent("NumPy finds no AVX-512 on this machine: the row without it would be the row as it is")
    # It is read once, when NumPy is loaded: this process begins again.
    os.environ["NPY_DISABLE_CPU_FEATURES"] = " ".join(disabled)
    os.execv(sys.executable, [sys.executable, "-B", sys.argv[0], "as-is"])

threads = "two threads" if MODE == "threads" else "one thread"
used = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
serve(f"NumPy {np.__version__}", f"{threads}, out=, dispatched to {' '.join(used) or 'the baseline'}", kernels)
