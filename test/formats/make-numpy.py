"""
Makes the fixtures of NumPy in data/numpy: arrays of every dtype, order and version of the format, and archives of them.

    python -m pip install numpy==2.4.6
    python test/formats/make-numpy.py
"""
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).parent / "data" / "numpy"


def save(name, array, version=(1, 0)):
    with open(OUT / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for kind in ("f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"):
        values = np.array([0, 1, 2, 100], kind)
        for order in "<>":
            save(f"{order.replace('<', 'little').replace('>', 'big')}-{kind}", values.astype(order + kind))
    save("i1", np.array([-128, 127], "i1"))
    save("u1", np.array([0, 255], "u1"))
    save("bool", np.array([True, False, True]))
    save("half", np.array([1.5, -0.0, 65504, np.inf, np.nan], ">f2"))
    for unit in ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns"):
        save(f"time-{unit}", np.array(["2020-03-05", "NaT", "1969-12-31"], f"M8[{unit}]"))
    for unit in ("W", "D", "h", "s", "ns"):
        save(f"lasted-{unit}", np.array([1, "NaT", -2], f"m8[{unit}]"))
    save("bytes", np.array([b"abc", b"", b"d\0e"]))
    save("latin1", np.array(["é".encode("latin-1")]))
    save("text", np.array(["Lyon", "", "東京 🗼"]))
    save("text-big", np.array(["Lyon", "", "東京 🗼"]).astype(">U9"))
    table = np.arange(6, dtype="<f8").reshape(3, 2)
    save("rows", table)
    save("columns", np.asfortranarray(table))
    save("rows-i2", np.arange(6, dtype=">i2").reshape(2, 3), (2, 0))
    save("scalar", np.array(7.5))
    save("empty", np.zeros(0))
    save("empty-rows", np.zeros((0, 2)))
    save("cube", np.zeros((2, 2, 2)))
    records = np.dtype([("id", "<i8"), ("name", "<U4"), ("at", [("x", ">f4"), ("y", "<f4")]), ("rgb", "u1", (3,)), ("it's", "?")], align=True)
    save("records", np.array([(1, "a", (1.5, 2.5), (1, 2, 3), True), (2, "bé", (3.5, 4.5), (4, 5, 6), False)], records))
    save("unicode", np.array([(1,), (2,)], [("größe", "<i4")]), (3, 0))
    save("complex", np.zeros(2, "c16"))
    np.save(OUT / "objects.npy", np.array([{}, None]), allow_pickle=True)
    arrays = {"x": np.arange(3.0), "n": np.arange(3, dtype="i4"), "m": table, "long": np.zeros(100), "cube": np.zeros((3, 2, 2)),
              "o": np.array([None] * 3), "day": np.array(["2020-01-31", "NaT", "1970-01-01"], "M8[D]")}
    np.savez(OUT / "stored.npz", **arrays)
    np.savez_compressed(OUT / "deflated.npz", **arrays)


if __name__ == "__main__":
    main()
