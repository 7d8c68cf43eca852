"""Prints assembly/tables/lanes.ts: python3 assembly/fit/lanes.py > assembly/tables/lanes.ts   (needs mpmath)"""
from table import head, numbers

head("lanes")
numbers("LANE_NUMBERS", "f64", "What many ops need.", [
    ("one", 1.0, ""),
    ("half", 0.5, ""),
    ("two", 2.0, ""),
    ("signs", -0.0, "The sign bit."),
])
