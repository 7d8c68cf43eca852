"""Writes the Parquet and JSON files of test/formats/data: the same table by pandas, Polars, DuckDB and pyarrow, and corners of Parquet.

Run: pip install pyarrow==26.0.1 polars==2.1.0 pandas==3.1.1 duckdb==2.0.1 fastparquet==2026.9.0; python test/formats/make-parquet.py
"""
import datetime as dt
import decimal
import json
import pathlib
import uuid

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent / "data"
HERE.mkdir(exist_ok=True)
ROWS = 60
D = decimal.Decimal


def null(i, value):
    return None if i % 7 == 3 else value


def day(i):
    return dt.date(1970, 1, 1) + dt.timedelta(days=(i * 997) % 30000 - 5000)


def moment(i):
    return dt.datetime(1960, 1, 1) + dt.timedelta(days=i * 700, seconds=i * 61, microseconds=i * 1001)


COLUMNS = {
    "int8": (pa.int8(), lambda i: i - 30),
    "uint8": (pa.uint8(), lambda i: 200 + i % 50),
    "int16": (pa.int16(), lambda i: i * 1000 - 30000),
    "uint16": (pa.uint16(), lambda i: 65535 - i),
    "int32": (pa.int32(), lambda i: null(i, 2**31 - 1 - i)),
    "uint32": (pa.uint32(), lambda i: 2**32 - 1 - i),
    "int64": (pa.int64(), lambda i: null(i, -(2**63) + i)),
    "uint64": (pa.uint64(), lambda i: 2**64 - 1 - i),
    "float32": (pa.float32(), lambda i: i / 8 - 3),
    "float64": (pa.float64(), lambda i: null(i, i / 10 - 2)),
    "boolean": (pa.bool_(), lambda i: null(i, i % 3 == 0)),
    "date": (pa.date32(), lambda i: null(i, day(i))),
    "timestamp": (pa.timestamp("us"), lambda i: null(i, moment(i))),
    "instant": (pa.timestamp("us", tz="UTC"), lambda i: moment(i).replace(tzinfo=dt.timezone.utc)),
    "money": (pa.decimal128(9, 2), lambda i: null(i, D(i * 12345 - 300000) / 100)),
    "large": (pa.decimal128(38, 4), lambda i: D(10**33 * (i - 30) + i).scaleb(-4)),
    "text": (pa.string(), lambda i: null(i, f"row {i} é 漢 😀")),
    "kind": (pa.string(), lambda i: ["one", "two", "", "four"][i * i % 4]),
}
TABLE = pa.table({name: pa.array([of(i) for i in range(ROWS)], type) for name, (type, of) in COLUMNS.items()})


def written(name, columns=tuple(COLUMNS), **options):
    pq.write_table(TABLE.select(columns), HERE / f"{name}.parquet", row_group_size=25, **options)


def values_of(column):
    out = []
    for value in column.to_pylist():
        if isinstance(value, dt.datetime):
            text = value.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
            value = text + ("Z" if value.tzinfo else "")
        elif isinstance(value, (dt.date, decimal.Decimal)):
            value = str(value) if isinstance(value, dt.date) else format(value, "f")
        elif isinstance(value, int) and not isinstance(value, bool) and pa.types.is_integer(column.type) and column.type.bit_width == 64:
            value = str(value)
        out.append(value)
    return out


# The same table, by each library.
written("pyarrow")
TABLE.to_pandas(types_mapper=pd.ArrowDtype).to_parquet(HERE / "pandas.parquet", index=False)
pl.from_arrow(TABLE).write_parquet(HERE / "polars.parquet", row_group_size=25)
duckdb.register("made", TABLE)
duckdb.sql(f"SET TimeZone='UTC'; COPY made TO '{HERE}/duckdb.parquet' (FORMAT parquet)")
duckdb.sql(f"COPY made TO '{HERE}/duckdb-v2.parquet' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)")
values = {name: values_of(TABLE[name].combine_chunks()) for name in COLUMNS}
(HERE / "table.json").write_text(json.dumps(values, ensure_ascii=False))

# As JSON: what it has types for, and no nulls among decimals.
SOME = TABLE.select(["int32", "int64", "float64", "boolean", "date", "text", "kind"]).slice(0, 30)
frame = SOME.to_pandas(types_mapper=pd.ArrowDtype)
frame.assign(date=frame["date"].astype("string")).to_json(HERE / "pandas.json", orient="records", double_precision=15)
frame.assign(date=frame["date"].astype("string")).to_json(HERE / "pandas-split.json", orient="split", index=False, double_precision=15)
pl.from_arrow(SOME).write_ndjson(HERE / "polars.ndjson")
pl.from_arrow(SOME).write_json(HERE / "polars.json")
duckdb.register("few", SOME)
duckdb.sql(f"COPY few TO '{HERE}/duckdb.json' (FORMAT json, ARRAY true)")

# Codecs and encodings.
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    version = "2.0" if codec in ("gzip", "lz4") else "1.0"
    some = ("int64", "float64", "boolean", "text", "kind")
    written(f"codec-{codec}", some, compression=codec, data_page_version=version, write_page_checksum=True)
DELTA = {"int32": "DELTA_BINARY_PACKED", "int64": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY", "kind": "DELTA_LENGTH_BYTE_ARRAY",
         "large": "DELTA_BYTE_ARRAY", "float64": "BYTE_STREAM_SPLIT", "float32": "BYTE_STREAM_SPLIT", "money": "BYTE_STREAM_SPLIT"}
written("encodings", use_dictionary=False, column_encoding=DELTA, store_schema=False, data_page_version="2.0")
written("plain", use_dictionary=False, store_schema=False, store_decimal_as_integer=True)

# Types that only some have.
SAO_PAULO = "America/Sao_Paulo"
odd = pa.table({
    "half": pa.array(np.array([1.5, -2, 65504, 6e-8, np.inf], dtype=np.float16)),
    "uuid": pa.array([uuid.UUID(int=i * 10**37).bytes for i in range(5)], pa.uuid()),
    "zoned": pa.array([0, 1, None, -1, 10**12], pa.timestamp("ms", tz=SAO_PAULO)),
    "seconds": pa.array([0, 1, None, -1, 10**9], pa.timestamp("s")),
    "nanoseconds": pa.array([0, 1, None, -1, 10**18 + 1], pa.timestamp("ns")),
    "time": pa.array([0, 1, None, 5, 86399999999], pa.time64("us")),
    "time32": pa.array([0, 1, None, 5, 86399999], pa.time32("ms")),
    "duration": pa.array([0, 1, None, -5, 10**15], pa.duration("us")),
    "nothing": pa.array([None] * 5, pa.null()),
    "binary": pa.array([b"a", b"\xff\xfe", None, b"", b"c"], pa.binary()),
    "fixed": pa.array([b"ab", b"cd", None, b"ef", b"gh"], pa.binary(2)),
    "list": pa.array([[1], [2, 3], None, [], [4]], pa.list_(pa.int32())),
    "struct": pa.array([{"x": 1, "y": "a"}, {"x": None, "y": "b"}, None, {"x": 3, "y": None}, {"x": 4, "y": "e"}],
                       pa.struct([("x", pa.int32()), ("y", pa.string())])),
    "map": pa.array([[("a", 1)], [], None, [("b", 2)], []], pa.map_(pa.string(), pa.int32())),
    "category": pa.array(["x", "y", None, "x", "y"]).dictionary_encode(),
})
pq.write_table(odd, HERE / "odd.parquet")
old = pa.table({"old": pa.array([moment(i) if i != 3 else None for i in range(6)], pa.timestamp("ns"))})
pq.write_table(old, HERE / "int96.parquet", use_deprecated_int96_timestamps=True)
pd.DataFrame({"n": [1, 2, 3], "s": ["a", None, "c"], "t": pd.to_datetime(["2020-01-01", "2021-01-01", None])}).to_parquet(
    HERE / "fastparquet.parquet", engine="fastparquet", index=False)
pq.write_table(pa.table({"a": pa.array([], pa.int32()), "b": pa.array([], pa.string())}), HERE / "empty.parquet")
# Dictionaries that differ by row group, and give up midway; a column of nulls alone in one row group.
many = pa.table({
    "word": pa.array([f"w{i // 3}" if i < 60 else f"a long and different string, the {i}th" for i in range(200)]),
    "gap": pa.array([None if 100 <= i < 150 else f"g{i % 4}" for i in range(200)]),
    "number": pa.array([float(i % 5) for i in range(200)]),
})
pq.write_table(many, HERE / "dictionaries.parquet", row_group_size=50, dictionary_pagesize_limit=200, data_page_size=100,
               write_batch_size=10)
