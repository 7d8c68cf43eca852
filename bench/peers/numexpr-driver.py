"""numexpr, on as many threads as its environment says."""
from serve import absent, serve

try:
    import numexpr as ne
    import numpy as np
except ImportError as error:
    absent(f"numexpr cannot be loaded: {error}")

EXPRESSIONS = {
    "exp": "exp(x)",
    "log": "log(x)",
    "sin": "sin(x)",
    "cos": "cos(x)",
    "sqrt": "sqrt(x)",
    "square": "x * x",
    "exp_sqrt": "exp(sqrt(x))",
    "sin_exp": "sin(exp(x))",
    "log_sqrt1": "log(1 + sqrt(x))",
    "sin_plus_cos": "sin(x) + cos(x)",
}


def kernels(x):
    out = np.empty_like(x)
    return {name: lambda text=text: ne.evaluate(text, {"x": x}, out=out) for name, text in EXPRESSIONS.items()}


library = "Intel VML" if ne.use_vml else "no VML"
serve(f"numexpr {ne.__version__}", f"{ne.nthreads} threads, out=, {library}", kernels)
