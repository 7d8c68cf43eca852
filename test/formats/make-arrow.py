"""
Makes the fixtures of Arrow and NumPy in data/: the same small table by pyarrow, pandas, Polars and DuckDB, and what only some of them write.

    python -m pip install pyarrow==26.0.1 pandas==3.1.1 polars==2.1.0 duckdb==2.0.1 numpy==2.4.6
    python test/formats/make-arrow.py
"""
import datetime as dt
import decimal
import pathlib

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc

OUT = pathlib.Path(__file__).parent / "data"
D = decimal.Decimal
UTC = dt.timezone.utc

# The table that all of them write.
COLUMNS = {
    "id": pa.array([1, 2, 3, None, 5, 6], pa.int64()),
    "small": pa.array([1, -2, None, 4, 127, -128], pa.int8()),
    "count": pa.array([0, 65535, 3, 4, None, 6], pa.uint16()),
    "price": pa.array([1.5, None, -0.0, float("nan"), float("inf"), 1e-300], pa.float64()),
    "ratio": pa.array([0.5, 0.1, None, -1.0, 2.0, 3.0], pa.float32()),
    "sold": pa.array([True, False, None, True, True, False]),
    "city": pa.array(["Lyon", "São Paulo", None, "", "Lyon", "東京 🗼"]),
    "day": pa.array([dt.date(2020, 1, 31), None, dt.date(1969, 12, 31), dt.date(1582, 10, 15), dt.date(9999, 12, 31), dt.date(2024, 2, 29)]),
    "at": pa.array([dt.datetime(2020, 1, 31, 12, 30, 0, 250000), None, dt.datetime(1969, 12, 31, 23, 59, 59, 999999)] + [dt.datetime(2000, 1, 1)] * 3,
                   pa.timestamp("us")),
    "utc": pa.array([dt.datetime(2020, 7, 1, 12, 0, tzinfo=UTC), None] + [dt.datetime(2020, 1, 1, tzinfo=UTC)] * 4, pa.timestamp("us", "UTC")),
    "amount": pa.array([D("1.25"), D("-99999999.99"), None, D("0.00"), D("0.01"), D("12345678.90")], pa.decimal128(18, 2)),
}
TABLE = pa.table(COLUMNS)


def write(name, table, options=None, stream=False, rows=None):
    opener = pa.ipc.new_stream if stream else pa.ipc.new_file
    with opener(OUT / name, table.schema, options=options) as writer:
        writer.write_table(table, rows)


def common():
    write("pyarrow.arrow", TABLE)
    write("pyarrow-batches.arrows", TABLE, stream=True, rows=2)
    for codec in ("lz4", "zstd"):
        wide = pa.concat_tables([TABLE] * 60).combine_chunks()
        write(f"pyarrow-{codec}.arrow", wide, pa.ipc.IpcWriteOptions(compression=codec))
    TABLE.to_pandas(types_mapper=pd.ArrowDtype).to_feather(OUT / "pandas.feather")
    frame = pl.from_arrow(TABLE)
    frame.write_ipc(OUT / "polars.arrow")
    frame.write_ipc(OUT / "polars-zstd.arrow", compression="zstd", compat_level=pl.CompatLevel.oldest())
    frame.write_ipc_stream(OUT / "polars.arrows")
    wide = pl.DataFrame({"a": [1, 2], "b": pl.Series([1, 2], dtype=pl.Int128)})
    wide.write_ipc(OUT / "polars-int128.arrow", compression="uncompressed")
    source = TABLE  # DuckDB finds it by its name
    reader = duckdb.sql("select * from source").to_arrow_table()
    write("duckdb.arrows", reader, stream=True)


def dictionaries():
    """Each batch has a dictionary of its own, replaced or appended to; codes of 8 and 64 bits; numbers as well."""
    def batch(texts, numbers, index):
        words = pa.DictionaryArray.from_arrays(pa.array(index, pa.int8()), pa.array(texts))
        years = pa.DictionaryArray.from_arrays(pa.array([0, None, 1], pa.int64()), pa.array(numbers, pa.int32()))
        return pa.record_batch({"word": words, "year": years})
    first = batch(["b", "unused", "a"], [2020, 2021], [2, 0, None])
    replaced = batch(["c", "a"], [1999, 2000], [0, 1, 0])
    with pa.ipc.new_stream(OUT / "dictionary-replaced.arrows", first.schema) as writer:
        for one in (first, replaced):
            writer.write_batch(one)
    longer = batch(["b", "unused", "a", "d"], [2020, 2021], [3, 1, 0])
    deltas = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    for name, opener in (("dictionary-delta.arrows", pa.ipc.new_stream), ("dictionary-delta.arrow", pa.ipc.new_file)):
        with opener(OUT / name, first.schema, options=deltas) as writer:
            for one in (first, longer):
                writer.write_batch(one)


def types():
    """All other types, sliced so that bitmaps begin in the middle of a byte."""
    table = pa.table({
        "half": pa.array(np.array([1.5, -0.0, 65504, 6e-8, np.inf, np.nan], np.float16)),
        "large": pa.array(["a", None, "ccc", "dd", "e", "f"], pa.large_utf8()),
        "view": pa.array(["short", None, "longer than twelve bytes", "", "twelve bytes", "thirteen byte"], pa.string_view()),
        "date64": pa.array([dt.date(2020, 1, 31), None, dt.date(1900, 1, 1)] + [dt.date(2020, 1, 1)] * 3, pa.date64()),
        "time32": pa.array([dt.time(12, 30), None, dt.time(0, 0, 1)] + [dt.time(1)] * 3, pa.time32("s")),
        "time64": pa.array([dt.time(12, 30, 0, 1), None, dt.time(0, 0, 1)] + [dt.time(1)] * 3, pa.time64("us")),
        "paris": pa.array([1593604800_000, None, 1577836800_000, 0, 0, 0], pa.timestamp("ms", "Europe/Paris")),
        "nanos": pa.array([1, None, -1, 2**62, 0, 0], pa.timestamp("ns")),
        "lasted": pa.array([1500, None, -1, 0, 0, 0], pa.duration("ms")),
        "d32": pa.array([D("1.5"), None, D("-2.5"), D("0"), D("0"), D("0")], pa.decimal32(5, 1)),
        "d64": pa.array([D("1.5"), None, D("-2.5"), D("0"), D("0"), D("0")], pa.decimal64(12, 1)),
        "d256": pa.array([D("1.5"), None, D("-2.5"), D("0"), D("0"), D("0")], pa.decimal256(50, 1)),
        "none": pa.nulls(6),
        "u64": pa.array([2**64 - 1, None, 0, 1, 2, 3], pa.uint64()),
        "place": pa.array([{"x": 1, "in": {"y": "a"}}, None, {"x": None, "in": None}, {"x": 4, "in": {"y": None}}, {"x": 5, "in": {"y": "e"}}, None],
                          pa.struct([("x", pa.int32()), ("in", pa.struct([("y", pa.utf8())]))])),
        "list": pa.array([[1], None, [], [2, 3], [4], [5]], pa.list_(pa.int32())),
        "bytes": pa.array([b"a", None, b"", b"b", b"c", b"d"]),
        "map": pa.array([[("k", 1)], None, [], [], [], []], pa.map_(pa.utf8(), pa.int32())),
        "last": pa.array([True, None, False, True, True, None]),
    })
    write("types.arrow", table.slice(1))
    write("no-rows.arrow", table.select(["large", "view", "u64", "last"]).slice(0, 0))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    common()
    dictionaries()
    types()
