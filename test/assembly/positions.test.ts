import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index";
import { specials, uniform } from "./doubles";
import { builds, type Floats, type Loaded, load } from "./module";

const LONGEST = 300;
const OFFSETS = 16;
/** Every byte around a result, before and after. */
const GUARD = 0xa5;
const KIND = { f64: Float64Array, f32: Float32Array as unknown as Float64ArrayConstructor };
type Suffix = keyof typeof KIND;

const SUFFIX = { float64: "f64", float32: "f32" } as const;
/** `arity` counts arrays; one number may follow them. `flags`: it says whether a result is NaN. */
interface Row { title: string; kernel: string; suffix: Suffix; arity: number; numbers: number[]; flags: boolean }
const kernels: Row[] = catalog.flatMap(({ name, arity, kernels, createsNaN }) =>
  kernels.map((dtype) => {
    const kernel = `${name}_${SUFFIX[dtype]}`;
    return { title: kernel, kernel, suffix: SUFFIX[dtype], arity, numbers: [], flags: createsNaN };
  }));
const byNumbers: Row[] = (["f64", "f32"] as const).flatMap((suffix) =>
  [2, 3, 31, -1, -8, 0.5].map((n) => {
    const kernel = `pow_number_${suffix}`;
    return { title: `${kernel}, to ${n}`, kernel, suffix, arity: 1, numbers: [n], flags: true };
  }));

/** Ordinary and special values in turn: the rare paths are taken in every position. */
const length = LONGEST + OFFSETS;
const ordinary = uniform(length, -20, 20, 1n);
const first = ordinary.map((x, i) => (i % 5 === 3 ? specials[i % specials.length]! : x));
const second = uniform(length, -20, 20, 2n).map((x, i) => (i % 7 === 2 ? specials[(i * 5) % specials.length]! : x));

function words({ buffer, byteOffset, length, BYTES_PER_ELEMENT }: Floats) {
  return BYTES_PER_ELEMENT === 8 ? new BigUint64Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length);
}
/** Bit for bit; only the payload of a NaN is the engine's to choose. */
const same = (got: Floats, want: Floats) => {
  const a = words(got), b = words(want);
  return got.length === want.length && a.every((word, i) => word === b[i] || (Number.isNaN(got[i]) && Number.isNaN(want[i])));
};

function operandsOf(suffix: Suffix, count: number): Floats[] {
  return [first, second, first.toReversed()].slice(0, count).map((values) => KIND[suffix].from(values));
}

function oneAtATime({ run }: Loaded, { kernel, numbers }: Row, operands: Floats[]): Floats {
  return operands[0]!.map((_, i) => run(kernel, ...operands.map((operand) => operand.subarray(i, i + 1)), ...numbers)[0]!);
}

describe.each(builds)("in the %s build", (build) => {
  const loaded = load(build);

  describe.each([...kernels, ...byNumbers])("$title", (row) => {
    const { kernel, suffix, arity, numbers, flags } = row;
    const kind = KIND[suffix], bytes = kind.BYTES_PER_ELEMENT;
    const operands = operandsOf(suffix, arity);
    const want = oneAtATime(loaded, row, operands);
    const outAt = loaded.base + 0x10000;
    const place = (values: Floats, at: number) => {
      const view = new kind(loaded.memory, at, values.length);
      view.set(values);
      return view;
    };
    const area = new Uint8Array(loaded.memory, outAt, (length + OFFSETS + 16) * bytes);
    const numberAt = loaded.base + 0xc000;
    const callKernel = (pointers: number[], out: number, count: number) => {
      const arrays = arity + numbers.length === 1 ? pointers : pointers.flatMap((at) => [at, 1]);
      return loaded.kernel(kernel)(...arrays, ...numbers.flatMap(() => [numberAt, 0]), out, count);
    };

    it("gives the same bits as one element at a time, at every length and offset, and writes nothing else", () => {
      const inputs = operands.map((operand, i) => place(operand, loaded.base + i * 0x4000));
      for (const n of numbers) place(new kind(16 / bytes).fill(n), numberAt);
      const untouched = area.fill(GUARD).slice();
      for (let count = 0; count <= LONGEST; count++) {
        for (let offset = 0; offset < OFFSETS; offset++) {
          // Every pair of input and output offset comes about once in any 16 lengths.
          const outOffset = (offset + count) % OFFSETS + 1;
          const out = new kind(loaded.memory, outAt + outOffset * bytes, count);
          const flag = callKernel(inputs.map((view) => view.byteOffset + offset * bytes), out.byteOffset, count);
          if (!same(out, want.subarray(offset, offset + count))) expect.fail(`${count} elements from ${offset} to ${outOffset}`);
          if (flags && flag !== Number(out.some(Number.isNaN))) expect.fail(`${count} from ${offset}: ${flag} for whether one is NaN`);
          const from = outOffset * bytes;
          area.set(untouched.subarray(from, from + count * bytes), from);
          if (Buffer.compare(area, untouched) !== 0) expect.fail(`${count} elements to ${outOffset} wrote beyond them`);
        }
      }
    });

    it("works in place", () => {
      for (const n of numbers) place(new kind(16 / bytes).fill(n), numberAt);
      for (let into = 0; into < arity; into++) {
        for (let count = 0; count <= 33; count++) {
          const places = operands.map((operand, i) => place(operand.subarray(0, count), outAt + i * 0x4000 + bytes));
          callKernel(places.map((view) => view.byteOffset), places[into]!.byteOffset, count);
          if (!same(places[into]!, want.subarray(0, count))) expect.fail(`${count} elements into input ${into}`);
        }
      }
    });

    it("gives a special value and its neighbours the results they have alone", () => {
      const alone = (values: Floats) => oneAtATime(loaded, row, new Array(arity).fill(values));
      const special = kind.from(specials), plain = kind.from(ordinary.subarray(0, specials.length));
      const ofSpecial = alone(special), ofPlain = alone(plain);
      for (let at = 0; at < 4; at++) {
        for (let i = 0; i < special.length; i++) {
          const pick = (some: Floats, others: Floats) => kind.from({ length: 4 }, (_, lane) => (lane === at ? some : others)[i]!);
          const x = pick(special, plain);
          const got = loaded.run(kernel, ...new Array(arity).fill(x), ...numbers);
          if (!same(got, pick(ofSpecial, ofPlain))) expect.fail(`[${x.join(", ")}]`);
        }
      }
    });

    if (arity === 2) it("takes a number on either side as if it were an array of it", () => {
      for (const scalar of [3, ...specials]) {
        for (const count of [0, 1, 2, 3, 4, 5, 63, 64]) {
          const x = operands[0]!.subarray(0, count), constant = new kind(count).fill(scalar);
          if (!same(loaded.run(kernel, scalar, x), loaded.run(kernel, constant, x))) expect.fail(`${scalar} on the left of ${count}`);
          if (!same(loaded.run(kernel, x, scalar), loaded.run(kernel, x, constant))) expect.fail(`${scalar} on the right of ${count}`);
        }
      }
    });
  });
});
