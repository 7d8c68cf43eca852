"""Prints assembly/tables/powers.ts: python3 assembly/fit/powers.py > assembly/tables/powers.ts"""

LEAST, MOST = -342, 308


def words(power):
    """The 128 leading bits of 5 ** power, cut off: but of -1 to -27 the next greater ones, as exact ties may be among their quotients."""
    if power >= 0:
        value = 5**power
        bits = value.bit_length()
        value = value << (128 - bits) if bits <= 128 else value >> (bits - 128)
    else:
        divisor = 5**-power
        value = (1 << (divisor.bit_length() + 127)) // divisor + (1 if power >= -27 else 0)
    assert 1 << 127 <= value < 1 << 128, power
    return value >> 64, value & (2**64 - 1)


print("// python3 assembly/fit/powers.py > assembly/tables/powers.ts")
print("// Generated: do not edit.\n")
print("const FIVE: usize = memory.data<u64>([")
for power in range(LEAST, MOST + 1):
    high, low = words(power)
    print("  0x%016x, 0x%016x, // %d" % (high, low, power))
print("], 16);")
print("const TEN: usize = memory.data<f64>([")
for power in range(23):
    print("  1e%d, // %s" % (power, float(10**power).hex().replace("p+", "p+")))
print("], 16);\n")
print("/** The 128 leading bits of the powers of five from %d to %d, as two words. */" % (LEAST, MOST))
print("export class PowerOfFive {")
print("  @inline static least(): i32 { return %d; }" % LEAST)
print("  @inline static most(): i32 { return %d; }" % MOST)
print("  @inline static high(power: i32): u64 { return load<u64>(FIVE + (<usize>(power - %s) << 4)); }" % ("(%d)" % LEAST))
print("  @inline static low(power: i32): u64 { return load<u64>(FIVE + (<usize>(power - %s) << 4), 8); }" % ("(%d)" % LEAST))
print("}\n")
print("/** The powers of ten that doubles have exactly: up to 22. */")
print("export class PowerOfTen {")
print("  @inline static exact(power: i32): f64 { return load<f64>(TEN + (<usize>power << 3)); }")
print("}")
