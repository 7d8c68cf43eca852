"""Formulas in NumPy (as it is, or `without-avx512`) or numexpr: driven by a file of what to compute, over columns."""
import json
import os
import sys

from serve import absent, serve

MODE, SPECIFICATION = sys.argv[1], sys.argv[2]

try:
    import numpy as np
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    if MODE == "numexpr":
        import numexpr as ne
except ImportError as error:
    absent(f"{'numexpr' if MODE == 'numexpr' else 'NumPy'} cannot be loaded: {error}")

with open(SPECIFICATION) as file:
    specification = json.load(file)


def with_numpy(formula):
    """A function of the columns, a statement a step."""
    lines = "".join(f"    {line}\n" for line in formula["lines"])
    result = f"np.sum({formula['result']})" if formula["reduction"] else formula["result"]
    scope = {"np": np}
    exec(f"def compute({', '.join(formula['inputs'])}):\n{lines}    return {result}\n", scope)
    return scope["compute"]


def with_numexpr(formula):
    text = f"sum({formula['expression']})" if formula["reduction"] else formula["expression"]
    return lambda *columns: ne.evaluate(text, dict(zip(formula["inputs"], columns)))


def kernels(values):
    columns = dict(zip(specification["columns"], np.split(values, len(specification["columns"]))))

    def bound(formula):
        compute = (with_numexpr if MODE == "numexpr" else with_numpy)(formula)
        inputs = [columns[name] for name in formula["inputs"]]
        return lambda: np.atleast_1d(np.asarray(compute(*inputs), dtype=np.float64))

    return {key: bound(formula) for key, formula in specification["formulas"].items()}


if MODE == "without-avx512":
    disabled = [name for name in __cpu_dispatch__ if (name.startswith("AVX512") or name == "X86_V4") and __cpu_features__[name]]
    if not disabled:
        absent("NumPy finds no AVX-512 on this machine: the row without it would be the row as it is")
    os.environ["NPY_DISABLE_CPU_FEATURES"] = " ".join(disabled)
    os.execv(sys.executable, [sys.executable, "-B", sys.argv[0], "numpy", SPECIFICATION])

if MODE == "numexpr":
    library = "Intel VML" if ne.use_vml else "no VML"
    serve(f"numexpr {ne.__version__}", f"{ne.nthreads} threads, new results, {library}", kernels)
else:
    used = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    serve(f"NumPy {np.__version__}", f"one thread, new results, dispatched to {' '.join(used) or 'the baseline'}", kernels)
