"""Prints assembly/tables/whole-power.ts: between which magnitudes a power has all its bits."""
from table import head, numbers

head("whole-power")
numbers("WHOLE_POWER_NUMBERS", "f64", "Within these magnitudes no intermediate result of a power lost bits.",
        [("least", 2.0**-900, ""), ("largest", 2.0**900, "")])
