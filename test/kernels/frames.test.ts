/** The arguments that algorithms give, by name and place, against the fields of the frame classes that kernels read. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cumsum, cumsumUnit } from "../../src/series/cumsum";
import { rollingMean, rollingMeanUnit } from "../../src/series/rolling-mean";
import { argsort } from "../../src/stats/argsort";
import { ORDER_BYTES, type OrderDtype } from "../../src/stats/elements";
import { quantile } from "../../src/stats/quantile";
import { sort } from "../../src/stats/sort";
import { parseColumns } from "../../src/text/columns";
import { countFields, writeFields } from "../../src/text/fields";
import type { Algorithm, Frame, Lease, Phase } from "../../src/threads/phase";
import { OneThread } from "../one-thread";

type Place = [name: string, byte: number];
const BYTES: Record<string, number> = { u32: 4, i32: 4, f32: 4, u64: 8, i64: 8, f64: 8 };
const FAMILIES = ["order", "series", "text"];

const folder = (family: string) => new URL(`../../assembly/${family}/`, import.meta.url);
const textOf = (family: string) =>
  readdirSync(folder(family))
    .map((file) => readFileSync(new URL(file, folder(family)), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""))
    .join("\n");
const texts = new Map(FAMILIES.map((family) => [family, textOf(family)]));

/** The fields of a frame class, each where AssemblyScript lays it: at a multiple of its size. */
function classPlaces(family: string, name: string): Place[] {
  const body = texts.get(family)!.match(new RegExp(`class ${name} \\{([^}]*)\\}`))![1]!;
  let at = 0;
  return [...body.matchAll(/(\w+): (\w+);/g)].map(([, field, type]) => {
    const bytes = BYTES[type!]!;
    const place = Math.ceil(at / bytes) * bytes;
    at = place + bytes;
    return [field!, place];
  });
}

/** The class that a kernel reads its frame as: its own function's, or that of the one which it calls with the frame. */
function classOf(family: string, kernel: string): string {
  const text = texts.get(family)!;
  const start = text.search(new RegExp(`export function ${kernel}\\b`));
  expect(start, `${family}.${kernel}`).toBeGreaterThanOrEqual(0);
  const rest = text.slice(start);
  const whole = rest.slice(0, rest.indexOf("\n}", rest.indexOf("{")) + 1);
  const [line] = rest.split("\n", 1) as [string];
  const body = line.endsWith("}") ? line : whole;
  const read = body.match(/changetype<(\w+Frame)>/);
  if (read) return read[1]!;
  const [, called] = body.match(/\b(\w+)<\w+>\(f, /)!;
  const inner = text.slice(text.search(new RegExp(`function ${called}<`)));
  return inner.match(/changetype<(\w+Frame)>/)![1]!;
}

/** Where the words of a frame are written: one after another. */
function writtenPlaces(frame: Frame): Place[] {
  let at = 0;
  return Object.entries(frame).map(([name, value]) => {
    const place = at;
    at += typeof value === "number" ? 4 : 8;
    return [name, place];
  });
}

const kernelsOf = (family: string) => {
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(new URL(`../../build/${family}.wasm`, import.meta.url))));
  return exports.filter(({ kind }) => kind === "function").map(({ name }) => `${family}.${name}`);
};

/** A frame of each kernel, as the algorithms write it. */
const frames = new Map<string, Frame>();
const engine = new OneThread(false, ({ kernel, frame }: Phase) => void frames.set(kernel, frame));

/** Runs an algorithm over elements, most of which lie so close together that they are parted again. */
function run(count: number, bytes: number, begin: (lease: Lease, x: number, out: number) => Algorithm<unknown>): void {
  engine.reset();
  const x = engine.take(count * bytes), out = engine.take(count * 8);
  const elements = bytes === 8 ? new Float64Array(engine.memory.buffer, x, count) : new Uint8Array(engine.memory.buffer, x, count * bytes);
  elements.forEach((_, i) => void (elements[i] = bytes < 8 ? i * 37 : i % 100 === 0 ? i * 1e4 : 1 + (i % 50) * 2 ** -52));
  engine.run((lease) => begin(lease, x, out));
}

for (const [dtype, bytes] of Object.entries(ORDER_BYTES) as [OrderDtype, number][]) {
  for (const count of [100, 150_001]) {
    run(count, bytes, (lease, pointer, out) => sort(lease, { pointer, dtype, count, out }));
    run(count, bytes, (lease, pointer, out) => argsort(lease, { pointer, dtype, count, out }));
    run(count, bytes, (lease, pointer) => quantile(lease, { pointer, dtype, count }, { qs: [0.5], method: "linear", skipNaN: true }));
  }
}
for (const count of [100, 70_000]) {
  const windows = { dtype: "float64", count, window: 7, minPeriods: 7, center: false } as const;
  run(count, 8, (lease, x, out) => cumsum(lease, { x, out, dtype: "float64", count, skipNaN: false }));
  run(count, 8, (lease, x, out) => { // sums that leave the range of doubles
    new Float64Array(engine.memory.buffer, x, 2).set([1e308, 1e308]);
    return cumsum(lease, { x, out, dtype: "float64", count, skipNaN: false });
  });
  run(count, 8, (lease, x, out) => rollingMean(lease, { x, out, ...windows }));
  if (count === 100) run(count, 8, function* (_, x, out): Algorithm<void> {
    yield rollingMeanUnit({ x, out, ...windows })!;
    yield cumsumUnit({ x, out, dtype: "float64", count, skipNaN: false })!;
  });
}

run(64, 1, function* (lease, pointer): Algorithm<void> {
  new Uint8Array(engine.memory.buffer, pointer, 64).set(new TextEncoder().encode(`${"1,2\n".repeat(16)}`));
  const block = { pointer, bytes: 64, delimiter: 44, quote: 34, comment: 0 };
  const places = yield* countFields(lease, block);
  const at = { begins: lease.u32(33).pointer, ends: lease.u32(33).pointer, rows: lease.u32(18).pointer };
  yield* writeFields(lease, block, places, at);
  const values = lease.f64(16).pointer, validity = lease.f64(1).pointer;
  yield* parseColumns(
    lease, { ...at, block: pointer, bytes: 64, fields: 2, rows: 16, quote: 34 },
    [{ kind: "codes", at: 1, values, validity, work: lease.u32(48).pointer }],
    { units: lease.f64(64).pointer, dictionaries: lease.f64(64).pointer },
  );
});

describe.each(FAMILIES)("the kernels of %s", (family) => {
  it("are all run by an algorithm", () => {
    expect(kernelsOf(family).filter((kernel) => !frames.has(kernel))).toEqual([]);
  });

  it.each(kernelsOf(family))("%s reads each argument where its algorithm writes it", (name) => {
    const [, kernel] = name.split(".") as [string, string];
    const places = classPlaces(family, classOf(family, kernel));
    expect(places.length).toBeGreaterThan(2);
    expect(writtenPlaces(frames.get(name)!)).toEqual(places);
  });
});
