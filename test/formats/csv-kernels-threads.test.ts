/** Blocks of CSV parsed by kernels on threads: any number of them, killed, cancelled. */
import { createHash } from "node:crypto";
import { started } from "../spied-threads";
import { describe, expect, it } from "vitest";
import type { PlainType } from "../../src/adapters/csv-parsing";
import { columnOf, fieldsOf } from "../../src/adapters/csv/plain";
import type { Column } from "../../src/columns/column";
import { openInstance, reading } from "./kernel-reading";
import type { ReadingOptions } from "./kernels-entry";

const LAYOUT = { delimiter: 44, quote: 34, comment: 0 };
const TYPES: PlainType[] = ["float64", "int64", "text", "date", "timestamp", "boolean"];

const row = (i: number) =>
  `${Math.sin(i) * 10 ** ((i % 9) - 4)},${i % 17 ? i * 7919 : ""},"a ""${i % 301}""\n${"b".repeat(i % 40)}",` +
  `20${10 + (i % 80)}-0${1 + (i % 9)}-15,` +
  `2020-02-${10 + (i % 19)}T01:02:03.${i % 999},${i % 2 ? "true" : "false"}\r\n`;
const TEXT = new TextEncoder().encode(Array.from({ length: 40_000 }, (_, i) => row(i)).join(""));
const BLOCK = 1 << 20;

type Instance = ReturnType<typeof openInstance>;

/** A digest of all that columns hold, but what lies under nulls. */
function digestOf(columns: readonly Column[]): string {
  const hash = createHash("sha1");
  for (const column of columns) {
    for (let row = 0; row < column.length; row++) hash.update(column.isNull(row) ? "0" : "1");
    const { data } = column;
    const arrays = data.type === "text" ? [new TextEncoder().encode(JSON.stringify(column.toArray()))] : [column.values!];
    for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex");
}

/** All blocks of the text, each copied, or read into the arena. */
function digests(fx: Instance, options: ReadingOptions, seen: () => Promise<void> | void = () => {}): Promise<string[]> {
  return reading(fx, options, async (parsing) => {
    const block = await parsing.block(BLOCK), list: string[] = [];
    for (let at = 0, turn = 0; at < TEXT.length; turn++) {
      const size = Math.min(BLOCK, TEXT.length - at), bytes = turn % 2 ? block.subarray(0, size) : new Uint8Array(size);
      bytes.set(TEXT.subarray(at, at + size));
      const fields = await parsing.fields(bytes, LAYOUT, at + size === TEXT.length);
      await seen();
      const columns = await Promise.all(TYPES.map((type, i) => parsing.column(bytes, fields, i, type, LAYOUT)));
      list.push(digestOf(columns as Column[]));
      at += fields.bytes;
      if (turn % 3 === 0) parsing.release(fields);
    }
    return list;
  });
}

function wantedDigests(): string[] {
  const list: string[] = [];
  for (let at = 0; at < TEXT.length; ) {
    const bytes = TEXT.subarray(at, at + BLOCK), fields = fieldsOf(bytes, LAYOUT, at + BLOCK >= TEXT.length);
    list.push(digestOf(TYPES.map((type, i) => columnOf(bytes, fields, i, type, LAYOUT) as Column)));
    at += fields.bytes;
  }
  return list;
}

describe("kernels on threads", () => {
  const wanted = wantedDigests();

  it("parse a file as plain JavaScript does, on any number of threads or none, and give all memory back", async () => {
    expect(wanted.length).toBeGreaterThan(3);
    for (const maxWorkers of [1, 2, 3, 8]) {
      const fx = openInstance({ maxWorkers });
      for (const engine of ["threads", "auto", "inline"] as const) {
        expect([maxWorkers, engine, await digests(fx, { engine })]).toEqual([maxWorkers, engine, wanted]);
        expect(fx.status().memory.stagingBytes).toBe(0);
      }
      await fx.close();
    }
  });

  it("parse the same where threads are killed at any time", async () => {
    const fx = openInstance({ maxWorkers: 2 });
    await digests(fx, { engine: "threads" });
    let killed = 0;
    for (let i = 0; i < 8; i++) {
      let isOver = false;
      const killing = (async () => {
        for (let turn = 0; !isOver; turn++) {
          await new Promise((resume) => setTimeout(resume, (i + turn) % 6));
          const victim = started[turn % Math.max(1, started.length)];
          if (victim) killed++;
          await victim?.terminate();
        }
      })();
      expect(await digests(fx, { engine: "threads" })).toEqual(wanted);
      isOver = true;
      await killing;
    }
    expect(killed).toBeGreaterThan(8);
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  }, 120_000);

  it("end when the call is aborted or its time is over, in any phase, with all memory given back", async () => {
    const fx = openInstance({ maxWorkers: 2 });
    await digests(fx, { engine: "threads" });
    let ended = 0;
    for (const engine of ["threads", "inline"] as const) {
      for (let i = 0; i < 24; i++) {
        const controller = new AbortController(), abort = () => controller.abort(new Error("enough"));
        let blocks = 0;
        // In the columns of a block, or in the fields of the next one.
        const seen = () => {
          if (blocks++ === i % 3) setTimeout(abort, i >> 3);
        };
        const call = i % 4 === 3 ? digests(fx, { engine, timeout: i }) : digests(fx, { engine, signal: controller.signal }, seen);
        const outcome = await call.catch((error: { message: string; code?: string }) => error);
        if (Array.isArray(outcome)) expect(outcome).toEqual(wanted);
        else {
          ended++;
          expect(i % 4 === 3 ? outcome.code : outcome.message).toBe(i % 4 === 3 ? "TimeoutError" : "enough");
        }
        expect(fx.status().memory.stagingBytes).toBe(0);
      }
    }
    expect(ended).toBeGreaterThan(10);
    await fx.close();
  });

  it("give all memory back where a column fails, or a quote is not closed", async () => {
    const fx = openInstance({ maxWorkers: 2 });
    const broken = new TextEncoder().encode(`${"1,2\n".repeat(50_000)}x,"3`);
    await expect(reading(fx, {}, (parsing) => parsing.fields(broken, LAYOUT, true))).rejects.toThrow("row 50001 of the block");
    expect(fx.status().memory.stagingBytes).toBe(0);
    const failed = await reading(fx, {}, async (parsing) => {
      const fields = await parsing.fields(broken, LAYOUT, false);
      return Promise.all([parsing.column(broken, fields, 0, "boolean", LAYOUT), parsing.column(broken, fields, 1, "text", LAYOUT)]);
    });
    expect(failed[0]).toEqual({ failedAt: 0 });
    expect((failed[1] as Column).get(49_999)).toBe("2");
    expect(fx.status().memory.stagingBytes).toBe(0);
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });

  it("leave to plain JavaScript what the arena has no room for: a block, its fields, or its columns", async () => {
    const fx = openInstance({ maxWorkers: 2, memoryLimit: 8 << 20 });
    for (const [text, bytes] of [["1234567\n", 9 << 20], [",,,,,,,\n", 3 << 20], ["1\n", 2 << 20]] as const) {
      const block = new TextEncoder().encode(text.repeat(bytes / text.length));
      await reading(fx, {}, async (parsing) => {
        const fields = await parsing.fields(block, LAYOUT, true), asked = ["int64", "float64", "text"] as const;
        const columns = await Promise.all(asked.map((type) => parsing.column(block, fields, 0, type, LAYOUT)));
        expect(fields.count).toBe(bytes / text.length);
        asked.forEach((type, i) => void expect((columns[i] as Column).type).toBe(type));
        expect((columns[0] as Column).get(fields.count - 1)).toBe(text[0] === "," ? null : BigInt(text));
      });
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    await expect(reading(fx, {}, (parsing) => parsing.block(9 << 20))).rejects.toThrow("arena");
    await fx.close();
  });

  it("are none where the engine is plain JavaScript", async () => {
    const fx = openInstance({ maxWorkers: 1 });
    expect(await reading(fx, { engine: "js" }, async (parsing) => parsing)).toBeUndefined();
    expect(await reading(fx, {}, async (parsing) => parsing)).toBeDefined();
    await fx.close();
  });

  it("have nothing more to say once the reading has ended", async () => {
    const fx = openInstance({ maxWorkers: 1 });
    const parsing = await reading(fx, {}, async (given) => given);
    await expect(parsing.fields(new Uint8Array(4), LAYOUT, true)).rejects.toThrow("whose reading has ended");
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });
});
