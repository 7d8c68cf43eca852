import { describe, expect, it } from "vitest";
import type { CopyBytes } from "../../src/platform/host";
import { byteCopiers } from "../../src/platform/node/index";
import { BYTES, viewOf } from "../../src/dtype";
import { copyInto, quickestOf } from "../../src/memory/copying";
import { expectSameBits, randomDoubles } from "../values";

/** A clock that each call of a copier moves on by what the copier takes. */
function timed(takes: Record<string, number>) {
  let at = 0;
  let before = 0;
  const copier = (name: string, copy: CopyBytes = (target, source) => target.set(source)): CopyBytes => (target, source) => {
    copy(target, source);
    at += takes[name]!;
    before = -1;
  };
  // TypedArray.set does not move it: so two looks with no copier between them are one of set.
  const clock = () => {
    if (before === at) at += takes["set"]!;
    return (before = at);
  };
  return { copier, clock };
}

describe("copies into shared memory", () => {
  it("are made by the way that is surely quicker than TypedArray.set, and by set where none is", () => {
    const { copier, clock } = timed({ set: 10, slow: 11, near: 9.5, quick: 6, quicker: 4 });
    const [slow, near, quick, quicker] = ["slow", "near", "quick", "quicker"].map((name) => copier(name)) as [CopyBytes, CopyBytes, CopyBytes, CopyBytes];
    expect(quickestOf([], clock)).toBe(null);
    expect(quickestOf([slow, near], clock)).toBe(null);
    expect(quickestOf([slow, quick], clock)).toBe(quick);
    expect(quickestOf([quick, quicker, slow], clock)).toBe(quicker);
    expect(quickestOf([quicker, quick], clock)).toBe(quicker);
  });

  it("are never made by a way that copies something else", () => {
    const wrong: CopyBytes[] = [
      () => {},
      (target) => void target.fill(255),
      (target, source) => target.set(source.subarray(0, 1000)),
      (target, source) => target.set(source.subarray(1)),
    ];
    const { copier, clock } = timed({ set: 10, wrong: 1 });
    for (const copy of wrong) expect(quickestOf([copier("wrong", copy)], clock)).toBe(null);
  });

  it.each(byteCopiers.map((copy, i) => [i, copy] as const))("by way %d of Node are right at every offset and length", (_, copy) => {
    const source = new Uint8Array(randomDoubles(100, 1, (u) => u).buffer);
    const before = source.slice();
    for (const [begin, length] of [[0, 1], [3, 7], [8, 16], [1, 255], [5, 700], [0, 800]] as const) {
      const target = new Uint8Array(new SharedArrayBuffer(900));
      copy(target.subarray(11, 11 + length), source.subarray(begin, begin + length));
      expect([...target]).toEqual([...new Uint8Array(11), ...before.subarray(begin, begin + length), ...new Uint8Array(889 - length)]);
    }
  });

  it("convert what is of another kind, before and after they have been measured", () => {
    const doubles = randomDoubles(100_000, 2, (u) => u * 1000);
    const kinds = [doubles, Float32Array.from(doubles), Int32Array.from(doubles), Uint16Array.from(doubles)];
    for (let pass = 0; pass < 40; pass++) {
      for (const source of kinds) {
        for (const dtype of ["float64", "float32"] as const) {
          const target = viewOf(dtype, new SharedArrayBuffer(100_002 * BYTES[dtype]), 0, 100_002);
          copyInto(target.subarray(1, 100_001), source, pass, 100_000);
          if (pass % 13 !== 0) continue;
          const wanted = viewOf(dtype, new ArrayBuffer(100_002 * BYTES[dtype]), 0, 100_002);
          for (let i = pass; i < 100_000; i++) wanted[i - pass + 1] = source[i]!;
          expectSameBits(target, wanted);
        }
      }
    }
  });
});
