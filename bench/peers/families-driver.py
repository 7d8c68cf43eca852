"""Sort, quantiles, sums and windows in NumPy and bottleneck: as they are; `without-avx512`, `without-avx2`: as on older processors."""
import os
import sys
import warnings

warnings.simplefilter("error", ImportWarning)  # by which NumPy says that a feature cannot be disabled

from serve import absent, serve  # noqa: E402

try:
    import bottleneck
    import numpy as np
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError as error:
    absent(f"NumPy or bottleneck cannot be loaded: {error}")

MODE = sys.argv[1]
DISABLED = sys.argv[2:]
SHARES = [0.05, 0.5, 0.95]
WINDOWS = {"rolling": 365, "rollingLong": 1_000_000}
AVX512 = ("AVX512", "X86_V4")
OLDER = {"without-avx512": AVX512, "without-avx2": (*AVX512, "X86_V3", "AVX2", "FMA3")}


def kernels(x):
    """Results go into arrays that are there, where a function takes one."""
    out = np.empty_like(x)

    def sorted_like(values):
        spare = np.empty_like(values)

        def sort():
            np.copyto(spare, values)
            spare.sort()
            return spare

        return sort

    def moving(window):
        return lambda: bottleneck.move_mean(x, window)

    sorts = {
        "sort": sorted_like(x),
        "sort_float32": sorted_like(x.astype(np.float32)),
        "sort_int32": sorted_like((x * 1e6).astype(np.int32)),
    }
    return sorts | {
        "argsort": lambda: np.argsort(x, kind="stable"),
        "quantile": lambda: np.quantile(x, SHARES),
        "cumsum": lambda: np.cumsum(x, out=out),
    } | {name: moving(window) for name, window in WINDOWS.items() if window <= len(x)}


if MODE in OLDER:
    disabled = [name for name in __cpu_dispatch__ if name.startswith(OLDER[MODE]) and __cpu_features__[name]]
    # They are read once, when NumPy is loaded: this process begins again.
    os.environ["NPY_DISABLE_CPU_FEATURES"] = " ".join(disabled)
    os.execv(sys.executable, [sys.executable, "-B", sys.argv[0], "as-is", *disabled])

still = [name for name in DISABLED if __cpu_features__[name]]
if still:
    absent(f"NumPy did not disable {' '.join(still)}")
used = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
note = f"one thread, out given where it may be, dispatched to {' '.join(used) or 'the baseline'}"
serve(f"NumPy {np.__version__}, bottleneck {bottleneck.__version__}", note, kernels)
