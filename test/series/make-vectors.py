"""Prints what pandas' rolling means are of the numbers that rolling-mean.test.ts makes too: python make-vectors.py > rolling-means.json"""
import json

import numpy as np
import pandas as pd


def numbers(count, shift, has_nan):
    i = np.arange(count, dtype=np.int64)
    x = ((i * 48271) % 65537) / 65537 - 0.4 + shift
    if has_nan:
        x[(i % 7 == 3) | ((i > 100) & (i < 120))] = np.nan
    return x


def shown(count):
    """Places that are compared: both ends, and some between."""
    return [i for i in range(count) if i < 12 or i >= count - 12 or i % 211 == 0]


cases = []
for count in [1, 9, 500, 5000]:
    for shift, has_nan in [(0, False), (0, True), (1e9, False), (1e9, True)]:
        x = pd.Series(numbers(count, shift, has_nan))
        for window in [1, 2, 7, 365, count, count + 5]:
            for min_periods in sorted({1, (window + 1) // 2, window}):
                for center in [False, True]:
                    y = x.rolling(window, min_periods=min_periods, center=center).mean().to_numpy()
                    values = [None if y[i] != y[i] else float(y[i]) for i in shown(count)]
                    cases.append({"count": count, "shift": shift, "hasNaN": has_nan, "window": window, "minPeriods": min_periods,
                                  "center": center, "values": values})
rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
print(f'{{"pandas": "{pd.__version__}", "cases": [\n{rows}\n]}}')
