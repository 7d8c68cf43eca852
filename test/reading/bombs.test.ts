/** Files of few bytes that would be far larger in memory than its limit. */
import { createFlux, type Flux, flux, type Table } from "autoflux";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-bombs-"));
const MB = 2 ** 20;
const ROWS = 8 * MB;
const LIMIT = 16 * MB;
let small: Flux;

/** An archive of one entry, deflated. */
function zipOf(name: string, content: Uint8Array): Buffer {
  const packed = deflateRawSync(content);
  const sizes = Buffer.alloc(16);
  sizes.writeUInt16LE(8, 0);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

beforeAll(async () => {
  small = await createFlux({ memoryLimit: LIMIT });
  const table = await flux.from({ zeros: new Float64Array(ROWS), few: new Uint8Array(ROWS) });
  await flux.write(table, path.join(folder, "zeros.parquet"), { compression: "gzip", rowGroupRows: ROWS });
  await flux.write(table, path.join(folder, "zeros.arrow"), { compression: "lz4" });
  await flux.write(table, path.join(folder, "plain.arrow"));
  writeFileSync(path.join(folder, "zeros.npz"), zipOf("zeros.npy", await flux.write(table.select("zeros"), { format: "npy" })));
});
afterAll(async () => {
  await small.close();
  rmSync(folder, { recursive: true });
});

async function rowsOf(table: Table): Promise<number> {
  let rows = 0;
  for await (const part of table) rows += part.numRows;
  return rows;
}

describe("a file that is larger than the limit in one piece", () => {
  const files = ["zeros.parquet", "zeros.arrow", "plain.arrow", "zeros.npz"];

  it.each(files.flatMap((name) => [{}, { lazy: true }, { lazy: false }].map((options) => [name, options] as const)))(
    "is TooLarge, lazy or not: %s, %o",
    async (name, options) => {
      await expect(small.read(path.join(folder, name), options)).rejects.toMatchObject({
        code: "TooLarge", message: expect.stringMatching(/memoryLimit/),
      });
    },
  );

  it.each(["zeros.parquet", "zeros.arrow", "plain.arrow"])("is read by the columns that fit: %s", async (name) => {
    const table = await small.read(path.join(folder, name), { columns: ["few"], lazy: true });
    expect(await rowsOf(table)).toBe(ROWS);
  });

  it("is read in parts where its pieces fit", async () => {
    const table = await flux.from({ zeros: new Float64Array(ROWS) });
    const file = path.join(folder, "groups.parquet");
    await flux.write(table, file, { rowGroupRows: MB });
    expect(await rowsOf(await small.read(file, { lazy: true }))).toBe(ROWS);
  });
});
