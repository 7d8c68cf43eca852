"""Offsets of time zones from UTC as Python's zoneinfo has them: writes zones.json beside this file.

Made with Python 3.11 and tzdata 2025b of Debian 12. Each zone has moments around every change of its clocks in some spans of years,
and moments between them: [seconds since 1970 in UTC, seconds ahead of UTC]. Local times that clocks show twice or never are looked up
with both folds: [local seconds, UTC seconds by fold 0, UTC seconds by fold 1].

Years to come are left out, for rules change; so are zones whose years before 1970 some builds of the data link to a neighbour
(Europe/Amsterdam to Brussels).
"""

import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

ZONES = [
    "America/Sao_Paulo", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Europe/Dublin", "Africa/Monrovia",
    "Pacific/Apia", "Asia/Gaza", "America/Boa_Vista", "Europe/Vienna", "Africa/Tunis", "America/New_York", "Africa/Casablanca",
]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
WALL = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)


def moment(seconds):
    return EPOCH + timedelta(seconds=seconds)


def offset(zone, seconds):
    return int(moment(seconds).astimezone(zone).utcoffset().total_seconds())


def changes(zone, first, last):
    step = 86400
    low = first
    found = []
    while low < last:
        high = low + step
        if offset(zone, low) != offset(zone, high):
            a, b = low, high
            while b - a > 1:
                middle = (a + b) // 2
                if offset(zone, middle) == offset(zone, low):
                    a = middle
                else:
                    b = middle
            found.append(b)
        low = high
    return found


random.seed(1)
result = {}
for name in ZONES:
    zone = ZoneInfo(name)
    found = changes(zone, -4_000_000_000, 1_700_000_000)
    kept = sorted(set(found[:6] + random.sample(found, min(len(found), 10)) + found[-2:]))
    moments = [m for change in kept for m in (change - 1, change)] + [random.randrange(-4_000_000_000, 1_700_000_000) for _ in range(12)]
    locals_ = []
    for change in kept:
        for side in (offset(zone, change - 1), offset(zone, change)):
            for shift in (-1, 0, 600):
                local = change + side + shift
                wall = WALL + timedelta(seconds=local)
                pair = [
                    int((wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) - EPOCH) / SECOND) for fold in (0, 1)
                ]
                locals_.append([local, *pair])
    result[name] = {"offsets": [[m, offset(zone, m)] for m in sorted(set(moments))], "locals": locals_}

lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in result.items())
Path(__file__).with_name("zones.json").write_text("{\n" + lines + "\n}\n")
