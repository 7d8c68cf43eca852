import { describe, expect, it } from "vitest";
import { BLOCK, CALL_WORDS, GENERATED, NONE, OUTPUT, REGISTER, SPREAD } from "../../src/kernels/refs";
import { allocate, type KernelCall } from "../../src/lowering/registers";

const generated = { id: 1, bytes: new Uint8Array() }, other = { id: 2, bytes: new Uint8Array() };

/** A reference by name: "x0" an operand of the job, "v0" a register that is written once, "r0" one of those given out. */
const NAMED: Record<string, number> = { out: OUTPUT, block: BLOCK, spread: SPREAD };
const refOf = (name: string) => NAMED[name] ?? (name.startsWith("x") ? 0 : REGISTER) + Number(name.slice(1));
function nameOf(ref: number): string {
  const known = Object.entries(NAMED).find(([, value]) => value === ref);
  return known ? known[0] : ref >= REGISTER ? `r${ref - REGISTER}` : `x${ref}`;
}

/** A call as "3: x0 v0 -> v1"; "3!" is a kernel that must not write where it reads, "g" and "h" are generated. */
function callOf(text: string): KernelCall {
  const [, kernel, only, operands, outs] = /^(\w+)(!?): (.*) -> (.*)$/.exec(text)!;
  const refs = (list: string) => list.split(" ").map(refOf);
  const by = kernel === "g" ? generated : kernel === "h" ? other : Number(kernel);
  return { kernel: by, operands: refs(operands!), outs: refs(outs!), inPlace: only === "" };
}

/** The calls as they will run, in the same form. */
function allocated(calls: string[]): { calls: string[]; registers: number } {
  const flat = allocate(calls.map(callOf));
  const lines: string[] = [];
  for (let i = 0; i < flat.calls.length; i += CALL_WORDS) {
    const [kernel, a, b, c, out] = flat.calls.subarray(i, i + CALL_WORDS) as unknown as [number, number, number, number, number];
    if (kernel >= GENERATED) {
      const refs = Array.from(flat.refs.subarray(a, a + b + c), nameOf);
      const name = flat.generated[kernel - GENERATED] === generated ? "g" : "h";
      lines.push(`${name}: ${refs.slice(0, b).join(" ")} -> ${refs.slice(b).join(" ")}`);
    } else lines.push(`${kernel}: ${[a, b, c].filter((ref) => ref !== NONE).map(nameOf).join(" ")} -> ${nameOf(out)}`);
  }
  return { calls: lines, registers: flat.registers };
}

describe("registers are given out", () => {
  it.each<[string, string[], string[], number]>([
    ["none where nothing is kept", ["3: x0 -> out"], ["3: x0 -> out"], 0],
    ["again after the last use, to the very call that reads it", ["3: x0 -> v0", "4: v0 -> v1", "5: v1 -> v2", "6: v2 -> out"],
      ["3: x0 -> r0", "4: r0 -> r0", "5: r0 -> r0", "6: r0 -> out"], 1],
    ["not before: what is read once more is kept", ["3: x0 -> v0", "4: v0 -> v1", "5: v0 v1 -> out"],
      ["3: x0 -> r0", "4: r0 -> r1", "5: r0 r1 -> out"], 2],
    ["after a call that must not write where it reads, and not to it", ["3: x0 -> v0", "4!: v0 -> v1", "5: v1 -> v2", "6: v2 -> out"],
      ["3: x0 -> r0", "4: r0 -> r1", "5: r1 -> r1", "6: r1 -> out"], 2],
    ["again once such a call is over", ["3: x0 -> v0", "4!: v0 -> v1", "5: x1 -> v2", "6: v1 v2 -> out"],
      ["3: x0 -> r0", "4: r0 -> r1", "5: x1 -> r0", "6: r1 r0 -> out"], 2],
    ["once back where both operands are the same", ["3: x0 -> v0", "4: v0 v0 -> v1", "5: x0 -> v2", "6: v1 v2 -> out"],
      ["3: x0 -> r0", "4: r0 r0 -> r0", "5: x0 -> r1", "6: r0 r1 -> out"], 2],
    ["both back where both are read for the last time",
      ["3: x0 -> v0", "3: x1 -> v1", "4: v0 v1 -> v2", "5: x0 -> v3", "6: v2 v3 x0 -> out"],
      ["3: x0 -> r0", "3: x1 -> r1", "4: r0 r1 -> r1", "5: x0 -> r0", "6: r1 r0 x0 -> out"], 2],
    ["the one that came back last first: it is in the cache",
      ["3: x0 -> v0", "3: x1 -> v1", "4: v0 x0 -> out", "5!: v1 x0 -> block", "6: x0 -> v2", "7: v2 x0 -> out"],
      ["3: x0 -> r0", "3: x1 -> r1", "4: r0 x0 -> out", "5: r1 x0 -> block", "6: x0 -> r1", "7: r1 x0 -> out"], 2],
    ["to none of the inputs, the output or the block", ["3: x0 x1 -> out", "4: out x0 -> block", "5: block -> v0", "6: v0 out -> out"],
      ["3: x0 x1 -> out", "4: out x0 -> block", "5: block -> r0", "6: r0 out -> out"], 1],
    ["to an operand that is spread", ["3: x0 spread -> v0", "4: v0 x1 -> out"], ["3: x0 spread -> r0", "4: r0 x1 -> out"], 1],
    ["to each output of a generated kernel, in place first", ["3: x0 -> v0", "g: v0 x1 -> v1 v2", "4: v1 v2 -> out"],
      ["3: x0 -> r0", "g: r0 x1 -> r0 r1", "4: r0 r1 -> out"], 2],
    ["to several generated kernels, each with references of its own", ["g: x0 x1 x2 -> v0", "h: v0 -> v1 out", "g: v1 x0 x1 -> out"],
      ["g: x0 x1 x2 -> r0", "h: r0 -> r0 out", "g: r0 x0 x1 -> out"], 1],
  ])("%s", (_, calls, want, registers) => {
    expect(allocated(calls)).toEqual({ calls: want, registers });
  });

  it("as few as there are values alive at once, however long the program", () => {
    const chain = Array.from({ length: 300 }, (_, i) => (i === 0 ? "1: x0 -> v0" : `2: v${i - 1} x0 -> v${i}`));
    expect(allocated([...chain, "3: v299 -> out"]).registers).toBe(1);
    const kept = Array.from({ length: 300 }, (_, i) => `1: x0 -> v${i}`);
    const sum = Array.from({ length: 300 }, (_, i) => `2: v${i} x0 -> out`);
    expect(allocated([...kept, ...sum]).registers).toBe(300);
  });
});

it("a call has five words: kernel, three references, out; a generated one says where its references are", () => {
  const flat = allocate(["7: x0 x1 x2 -> out", "8: x1 -> v0", "g: x0 v0 x2 x1 -> v1", "h: v1 -> out"].map(callOf));
  expect(Array.from(flat.calls)).toEqual([7, 0, 1, 2, OUTPUT, 8, 1, NONE, NONE, REGISTER, GENERATED, 0, 4, 1, 0, GENERATED + 1, 5, 1, 1,
    0]);
  expect(Array.from(flat.refs)).toEqual([0, REGISTER, 2, 1, REGISTER, REGISTER, OUTPUT]);
  expect(flat.generated).toEqual([generated, other]);
  expect(allocate([])).toEqual({ calls: new Int32Array(0), refs: new Int32Array(0), generated: [], registers: 0 });
});
