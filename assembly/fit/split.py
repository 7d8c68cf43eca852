"""Prints assembly/tables/split.ts: python3 assembly/fit/split.py > assembly/tables/split.ts   (needs mpmath)"""
from table import head, numbers

UPPER = 26  # bits: the product of two such halves is exact
last = 1 << (53 - UPPER)  # the last of them, as bits of a double
head("split")
numbers("SPLIT_WORDS", "u64", f"The upper {UPPER} bits of a double.", [
    ("upper", (1 << 64) - last, "A mask of them, with sign and exponent."),
    ("half", last >> 1, "Half of the last of them."),
])
