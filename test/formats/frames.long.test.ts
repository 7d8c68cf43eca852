import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isFrame, openFrame } from "../../src/adapters/frames";
import { typesOf, valuesOf, wanted } from "./sources";

const INSTALL_MS = 300_000;

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-frames-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(...names: string[]): void {
  const options = { cwd: folder, timeout: INSTALL_MS, stdio: "pipe", shell: process.platform === "win32" } as const;
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...names], options);
}

/** A package, installed in a folder of its own; or why it is not. */
function loaded(name: string): { of: ReturnType<NodeJS.Require> } | { reason: string } {
  try {
    writeFileSync(path.join(folder, "package.json"), "{}");
    install(name);
    const load = createRequire(path.join(folder, "package.json"));
    const trial = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(name)})`], { cwd: folder, encoding: "utf8" });
    const native = /Cannot find module '([\w-]+)'/.exec(trial.stderr)?.[1]; // npm leaves out optional packages that it cannot fetch
    if (native !== undefined) install(name, `${native}@${load(`${name}/package.json`).version}`);
    return { of: load(name) };
  } catch (error) {
    return { reason: String(error).split("\n")[0]! };
  }
}

const polars = loaded("nodejs-polars");
const duckdb = loaded("@duckdb/node-api");
const why = (one: ReturnType<typeof loaded>) => ("reason" in one ? ` (left out: ${one.reason})` : "");
const read = async (value: unknown, columns?: string[]) => (await openFrame(value)).whole(wanted({ columns }));

describe("frames of other packages", () => {
  it.skipIf("reason" in polars)(`are those of nodejs-polars, and its series${why(polars)}`, async () => {
    const pl = (polars as { of: ReturnType<NodeJS.Require> }).of;
    const day = new Date("2020-01-31T12:00:00.250Z");
    const df = pl.DataFrame({ x: [1.5, null, -2], s: ["é", null, ""], b: [true, null, false], at: [day, null, day], l: [[1], null, []] }).withColumns(
      pl.col("x").cast(pl.Int64).alias("i"), pl.col("x").cast(pl.Decimal(9, 2)).alias("price"), pl.col("s").cast(pl.Categorical).alias("kind"),
      pl.col("at").cast(pl.Date).alias("day"), pl.col("at").cast(pl.Datetime("us", "Europe/Paris")).alias("paris"),
    );
    expect([isFrame(df), isFrame(df.getColumn("x")), isFrame(df.lazy())]).toEqual([true, true, false]);
    const part = await read(df, ["x", "s", "b", "at", "i", "price", "kind", "day", "paris"]);
    expect(valuesOf(part)).toEqual({
      x: [1.5, null, -2], s: ["é", null, ""], b: [true, null, false], at: ["2020-01-31T12:00:00.25", null, "2020-01-31T12:00:00.25"],
      i: [1n, null, -2n], price: ["1.50", null, "-2.00"], kind: ["é", null, ""], day: ["2020-01-31", null, "2020-01-31"],
      paris: ["2020-01-31T13:00:00.25+01:00", null, "2020-01-31T13:00:00.25+01:00"],
    });
    await expect(read(df)).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringMatching(/column "l" .*list/) });
    expect(valuesOf(await read(df.getColumn("s")))).toEqual({ s: ["é", null, ""] });
    expect(typesOf(await read(pl.DataFrame({ a: [1], b: ["x"] }).filter(pl.col("a").gt(2))))).toEqual({ a: "float64", b: "text" });
  });

  it.skipIf("reason" in duckdb)(`are results of DuckDB, materialized, streamed and by a reader${why(duckdb)}`, async () => {
    const { DuckDBInstance } = (duckdb as { of: ReturnType<NodeJS.Require> }).of;
    const connection = await (await DuckDBInstance.create()).connect();
    const types: [string, string, string, unknown][] = [
      ["true", "boolean", "b", true], ["1::tinyint", "int8", "i1", 1], ["-2::smallint", "int16", "i2", -2], ["3", "int32", "i4", 3],
      ["4::bigint", "int64", "i8", 4n], ["5::utinyint", "uint8", "u1", 5], ["6::usmallint", "uint16", "u2", 6], ["7::uinteger", "uint32", "u4", 7],
      ["18446744073709551615::ubigint", "uint64", "u8", 2n ** 64n - 1n], ["0.5::float", "float32", "f4", 0.5], ["'nan'::double", "float64", "f8", Number.NaN],
      ["timestamp '2020-01-31 12:30:00.25'", "timestamp", "us", "2020-01-31T12:30:00.25"], ["'2020-01-31'::timestamp_s", "timestamp", "s", "2020-01-31T00:00:00"],
      ["'2020-01-31'::timestamp_ms", "timestamp", "ms", "2020-01-31T00:00:00"], ["'2020-01-31'::timestamp_ns", "timestamp", "ns", "2020-01-31T00:00:00"],
      ["'2020-01-31 12:00:00+02'::timestamptz", "timestamp", "tz", "2020-01-31T10:00:00Z"], ["date '1900-01-31'", "date", "day", "1900-01-31"],
      ["time '12:30:00'", "duration", "time", 45_000_000], ["sum(3)::hugeint", "decimal", "sum", "3"], ["1::uhugeint", "decimal", "uh", "1"],
      ["-1.25::decimal(4,2)", "decimal", "d16", "-1.25"], ["1.25::decimal(9,2)", "decimal", "d32", "1.25"], ["-1.25::decimal(18,2)", "decimal", "d64", "-1.25"],
      ["1.25::decimal(38,2)", "decimal", "d128", "1.25"], ["'é'", "text", "t", "é"], ["'b'::enum('a','b')", "text", "e", "b"],
      ["'00000000-0000-0000-0000-0000000000ff'::uuid", "text", "id", "00000000-0000-0000-0000-0000000000ff"],
    ];
    const sql = `select ${types.map(([value, , name]) => `${value} as ${name}`).join(", ")} union all select ${types.map(() => "null").join(", ")}`;
    for (const method of ["run", "stream", "runAndRead", "runAndReadAll"]) {
      const result = await connection[method](sql);
      expect(isFrame(result)).toBe(true);
      const part = await read(result);
      expect(valuesOf(part)).toEqual(Object.fromEntries(types.map(([, , name, value]) => [name, [value, null]])));
      expect(typesOf(part)).toEqual(Object.fromEntries(types.map(([, type, name]) => [name, type])));
    }
    for (const odd of ["[1]", "{'x': 1}", "interval '1 day'", "'a'::blob", "map {'a': 1}", "'12:30:00+02'::timetz"]) {
      await expect(read(await connection.run(`select 1 as ok, ${odd} as odd`))).rejects.toMatchObject({
        code: "UnsupportedType", message: expect.stringContaining('column "odd"'),
      });
    }
    await expect(read(await connection.run("select 'infinity'::timestamp as t"))).rejects.toMatchObject({ code: "BadValue", row: 1 });
    let rows = 0;
    for await (const part of (await openFrame(await connection.stream("select range as i from range(10000)"))).parts(wanted({ partRows: 3000 }))) {
      expect(part[0]![1].get(0)).toBe(BigInt(rows));
      rows += part[0]![1].length;
    }
    expect(rows).toBe(10_000);
    const twice = await connection.run("select range as i from range(5000)");
    await read(twice);
    await expect(read(twice)).rejects.toMatchObject({ code: "UnsupportedInput" });
  });
});
