"""Prints the files of assembly/tables: each table with named accessors beside it, from one list. Used by the other scripts of this folder.

A constant is a tuple (name, value, what it is): a float, or an int for 64 bits as they are. Kernels have it in every lane by the accessor
of that name. It is loaded: V8 loads a number into all lanes in one instruction, and rebuilds a v128.const in three.
"""
from mpmath import log
from minimax import to_double

BYTES = {"f64": 8, "u64": 8, "f32": 4}


def title(table):
    """EXP_NUMBERS as a class's name: ExpNumbers."""
    return "".join(word.capitalize() for word in table.split("_"))


def text(value):
    """A number as a line of a table holds it: a double as the shortest decimal, with its hex float as a comment; 64 bits in hex."""
    return f"0x{value:016x}," if isinstance(value, int) else f"{value!r}, // {value.hex()}"


def error(bound):
    """As in 1.798e-19 = 2^-62.27."""
    return f"{float(bound):.3e} = 2^{float(log(bound, 2)):.2f}"


def polynomial(letter, lowest, coefficients, round_to=to_double):
    """Coefficients as constants that are named by their degree: c2, c3 ..."""
    return [(f"{letter}{lowest + i}", round_to(c), "") for i, c in enumerate(coefficients)]


def head(script, about=""):
    print(f"// python3 assembly/fit/{script}.py > assembly/tables/{script}.ts")
    print("// Generated: do not edit.")
    if about:
        print(f"// {about}")


def data(table, element, about, lines):
    """An array in static memory."""
    print(f"\n/** {about} */")
    print(f"const {table}: usize = memory.data<{element}>([")
    for line in lines:
        print(f"  {line}")
    print("], 16);")


def accessors(table, methods):
    """The class that is all that kernels see of a table. A method is (what it is, its signature, the expression that it returns)."""
    print(f"\nexport class {title(table)} {{")
    for about, signature, expression in methods:
        if about:
            print(f"  /** {about} */")
        line = f"  @inline static {signature} {{ return {expression}; }}"
        print(line if len(line) <= 140 else f"  @inline static {signature} {{\n    return {expression};\n  }}")
    print("}")


def offsets(table, size, count):
    """Where each element of a table is."""
    return [f"{table} + {size * i}" if i else table for i in range(count)]


def numbers(table, element, about, constants):
    """Separate constants."""
    size = BYTES[element]
    named = [f"{text(value)}{'' if element != 'u64' else ' //'} {name}" for name, value, _ in constants]
    data(table, element, about, named)
    places = offsets(table, size, len(constants))
    loads = [f"v128.load{8 * size}_splat({place})" for place in places]
    accessors(table, [(what, f"{name}(): v128", load) for (name, _, what), load in zip(constants, loads)])


def pairs(table, element, about, rows, what):
    """Rows of two numbers, each of which is one vector."""
    lines = [" ".join(text(x) for x in row) for row in rows] if element == "u64" else [text(x) for row in rows for x in row]
    data(table, element, about, lines)
    accessors(table, [(what, "row(index: usize): v128", f"v128.load(index << 4, {table})")])


def column(table, element, about, values, what):
    """A number a row, of which both lanes have their own."""
    data(table, element, about, [text(x) for x in values])
    both = f"v128.load64_lane(index1 << 3, v128.load64_zero(index0 << 3, {table}), 1, {table})"
    accessors(table, [(what, "at(index0: usize, index1: usize): v128", both)])


def sequence(table, about, letter, values):
    """Coefficients that kernels take in a loop, by the place of their degree."""
    data(table, "f64", about, [f"{text(x)} {letter}{i}" for i, x in enumerate(values)])
    accessors(table, [
        ("Where the coefficient of a degree is; places add up as degrees do.", "place(degree: usize): usize", "degree << 3"),
        ("", f"{letter}(place: usize): v128", f"v128.load64_splat({table} + place)"),
    ])


def records(table, about, lines, fields):
    """Rows of many numbers: a lane takes each field from a row of its own."""
    data(table, "f64", about, lines)
    row = ("Where a row is.", "row(index: usize): usize", f"index * {8 * len(fields)}")
    both = [f"v128.load64_lane(row1, v128.load64_zero(row0, {place}), 1, {place})" for place in offsets(table, 8, len(fields))]
    accessors(table, [row, *(("", f"{field}(row0: usize, row1: usize): v128", value) for field, value in zip(fields, both))])


def quads(table, about, rows, further, left, right, first):
    """Rows of four numbers, each of which is two vectors; of an index, the row `further` on is as near."""
    data(table, "f64", about, [text(x) for row in rows for x in row])
    on = f"{table} + {further * 32}"
    both = "v128.load64_lane(row1, v128.load64_zero(row0, {0}), 1, {0})"
    accessors(table, [
        ("Where a row is.", "row(index: usize): usize", "index << 5"),
        (left, "left(row: usize): v128", f"v128.load(row, {table})"),
        (right, "right(row: usize): v128", f"v128.load(row, {table} + 16)"),
        (f"Of the row {further} further on.", "leftOn(row: usize): v128", f"v128.load(row, {on})"),
        ("", "rightOn(row: usize): v128", f"v128.load(row, {on} + 16)"),
        (first, "first(row0: usize, row1: usize): v128", both.format(table)),
        ("", "firstOn(row0: usize, row1: usize): v128", both.format(on)),
    ])
