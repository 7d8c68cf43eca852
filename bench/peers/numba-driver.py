"""numba: parallel loops, compiled with fast maths, on as many threads as its environment says."""
import math

from serve import absent, serve

try:
    import numba
    import numpy as np
except ImportError as error:
    absent(f"numba cannot be loaded: {error}")

FUNCTIONS = {
    "exp": lambda v: math.exp(v),
    "log": lambda v: math.log(v),
    "sin": lambda v: math.sin(v),
    "cos": lambda v: math.cos(v),
    "sqrt": lambda v: math.sqrt(v),
    "square": lambda v: v * v,
    "exp_sqrt": lambda v: math.exp(math.sqrt(v)),
    "sin_exp": lambda v: math.sin(math.exp(v)),
    "log_sqrt1": lambda v: math.log(1 + math.sqrt(v)),
    "sin_plus_cos": lambda v: math.sin(v) + math.cos(v),
}


def compiled(function):
    element = numba.njit(fastmath=True, error_model="numpy")(function)

    @numba.njit("(float64[::1], float64[::1])", parallel=True, fastmath=True, error_model="numpy")
    def loop(x, out):
        for i in numba.prange(x.size):
            out[i] = element(x[i])

    return loop


LOOPS = {name: compiled(function) for name, function in FUNCTIONS.items()}


def kernels(x):
    out = np.empty_like(x)

    def run(loop):
        loop(x, out)
        return out

    return {name: lambda loop=loop: run(loop) for name, loop in LOOPS.items()}


kernels(np.ones(1))["exp"]()  # the layer of threads is known only once it was used
svml = "SVML" if numba.core.config.USING_SVML else "no SVML"
serve(f"numba {numba.__version__}", f"{numba.get_num_threads()} threads ({numba.threading_layer()}), out given, fastmath, {svml}", kernels)
