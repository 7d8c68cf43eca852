"""Prints what NumPy's quantiles are of the numbers that quantile.test.ts makes too: python make-vectors.py > quantiles.json"""
import json
import warnings

import numpy as np

METHODS = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
           "median_unbiased", "normal_unbiased"]
QS = [0, 1, 0.5, 0.25, 0.75, 0.1, 0.9, 0.001, 0.999, 1 / 3, 0.123456789]


def numbers(count, dtype, is_nan):
    i = np.arange(count, dtype=np.int64)
    x = ((i * 48271) % 65537) / 65537 - 0.4
    x = (x * x * x * 100).astype(dtype)
    if is_nan:
        x[::3] = np.nan
    return x


warnings.simplefilter("ignore")
cases = []
for dtype in ["float64", "float32", "int16"]:
    for count in [1, 2, 3, 10, 101, 4096, 16384, 16385, 60000]:
        for is_nan in [False, True]:
            if is_nan and dtype == "int16":
                continue
            x = numbers(count, dtype, is_nan)
            for method in METHODS:
                values = (np.nanquantile if is_nan else np.quantile)(x, QS, method=method)
                cases.append({"dtype": dtype, "count": count, "hasNaN": is_nan, "method": method,
                              "values": [None if v != v else float(v) for v in values]})
rows = ",\n".join(json.dumps(case) for case in cases)
print(f'{{"numpy": "{np.__version__}", "qs": {json.dumps(QS)}, "cases": [\n{rows}\n]}}')
