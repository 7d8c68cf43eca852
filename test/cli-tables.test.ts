import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { namesIn, withoutDerived } from "../src/cli/formula-names";
import { asCommandLine } from "../src/cli/ways-out";
import { cli, commandLine, root } from "./command-line";

const data = path.join(root, "test/formats/data");
const { folder, autoflux, file } = commandLine("cli-tables", "latin1");
const out = async (args: string[], input?: string | Buffer) => {
  const { code, out: text, err } = await autoflux(args, input);
  expect([code, err]).toEqual([0, ""]);
  return text;
};
const read = (name: string) => readFileSync(path.join(folder, name));
const drafts = () => readdirSync(folder).filter((name) => name.startsWith(".autoflux"));

const DAYS = `DATE,TMAX,TMIN,station,Max temp,a.b
2019-12-31,51,40,Seattle,1.5,x
2020-01-01,48,,Seattle,2.25,y
2020-07-01,93,62,Reno,,z
`;
file("days.csv", DAYS);

describe("autoflux map of a formula", () => {
  it("writes the columns and, as the last one, the result; what is missing stays missing", async () => {
    expect(await out(["map", "TMAX - TMIN", "--in", "days.csv"])).toBe(
      DAYS.replace("\n", ",TMAX - TMIN\n").replace("x\n", "x,11\n").replace("y\n", "y,\n").replace("z\n", "z,31\n"),
    );
    expect(await out(["map", "`Max temp` * 2", "--only", "--as", "twice"], DAYS)).toBe("twice\n3\n4.5\nNA\n");
    expect(await out(["map", "upper(`a.b`)", "--only", "--as", "up"], DAYS)).toBe("up\nX\nY\nZ\n");
    expect(await out(["map", "DATE + 30d", "--only", "--as", "later"], DAYS)).toBe("later\n2020-01-30\n2020-01-31\n2020-07-31\n");
  });

  it("takes further columns from --let, each of which may use those before it, and --where may use them all", async () => {
    const lets = ["--let", "c=(TMAX-32)/1.8", "--let", "`twice c` = c * 2", "--select", "DATE,twice c"];
    expect(await out(["map", "c", "--in", "days.csv", ...lets, "--where", "`twice c` > 20 and month(DATE) != 12", "--as", "C"])).toBe(
      `DATE,twice c,C\n2020-07-01,${((93 - 32) / 1.8) * 2},${(93 - 32) / 1.8}\n`,
    );
    expect(await out(["map", "c", "--in", "days.csv", ...lets, "--where", "c > 9", "--limit", "1", "--only"])).toBe(`c\n${19 / 1.8}\n`);
  });

  it("keeps the columns that are selected, in their order, beside the result", async () => {
    expect(await out(["map", "TMAX + 1", "--select", "`a.b`, TMIN", "--as", "r", "--limit", "2"], DAYS)).toBe("a.b,TMIN,r\nx,40,52\ny,,49\n");
  });

  it("reads and writes every format, packed too, by the names of the files", async () => {
    for (const name of ["r.csv", "r.tsv", "r.json", "r.ndjson", "r.arrow", "r.arrows", "r.parquet", "r.csv.gz", "r.ndjson.gz"]) {
      expect(await out(["map", "TMAX - TMIN", "--in", "days.csv", "--as", "range", "--out", name])).toBe("");
      expect(await out(["convert", name, "-", "--select", "DATE,range"])).toBe("DATE,range\n2019-12-31,11\n2020-01-01,\n2020-07-01,31\n");
    }
    expect(gunzipSync(read("r.csv.gz"))).toEqual(read("r.csv"));
    expect(read("r.arrows").subarray(0, 4).toString("hex")).toBe("ffffffff"); // a stream, not a file
    expect(drafts()).toEqual([]);
  });

  it("writes any format to standard output", async () => {
    const rows = [{ r: 11 }, { r: null }, { r: 31 }];
    for (const format of ["arrow", "parquet", "json", "ndjson", "csv"]) {
      const bytes = Buffer.from(await out(["map", "TMAX - TMIN", "--only", "--as", "r", "--format", format], DAYS), "latin1");
      expect((await flux.read(bytes)).toRows()).toEqual(rows);
    }
    expect(await out(["map", "TMAX", "--only", "--format", "table"], DAYS)).toMatch(/^ *TMAX\n *float64\n-+\n *51\n *48\n *93\n3 rows\n$/);
  });

  it("writes a table into a file where that is asked for, and CSV where the name says nothing", async () => {
    await out(["map", "TMAX", "--only", "--format", "table", "--out", "table.txt"], DAYS);
    expect(read("table.txt").toString()).toMatch(/3 rows\n$/);
    await out(["map", "TMAX", "--only", "--out", "plain"], DAYS);
    expect(read("plain").toString()).toBe("TMAX\n51\n48\n93\n");
  });

  it("may write the very file that it reads; what fails leaves it as it was, and nothing beside it", async () => {
    file("same.csv", "x\n4\n");
    await out(["map", "x * 2", "--as", "y", "--in", "same.csv", "--out", "same.csv", "--in-parts"]);
    expect(read("same.csv").toString()).toBe("x,y\n4,8\n");
    const long = `x\n${"4\n".repeat(200_000)}four\n`;
    file("same.csv", long);
    expect((await autoflux(["map", "x * 2", "--in", "same.csv", "--out", "same.csv", "--in-parts"])).code).toBe(1);
    expect(read("same.csv").toString()).toBe(long);
    expect(drafts()).toEqual([]);
  });
});

describe("autoflux reduce", () => {
  it("gives a column for each reduction, with every digit", async () => {
    expect(await out(["reduce", "mean, max ,argmin", "TMAX / 3", "--in", "days.csv"])).toBe(`mean,max,argmin\n${(17 + 16 + 31) / 3},31,1\n`);
    expect(await out(["reduce", "min,max", "DATE"], DAYS)).toBe("min,max\n2019-12-31,2020-07-01\n");
    expect(await out(["reduce", "std", "TMAX", "--ddof", "1", "--where", "TMAX < 60"], DAYS)).toBe(`std\n${Math.sqrt(4.5)}\n`);
    expect(JSON.parse(await out(["reduce", "sum", "c", "--let", "c=TMIN*2", "--format", "json"], DAYS))).toEqual([{ sum: 204 }]);
  });

  it("leaves out NaN where it is told to", async () => {
    const input = "x\n1\nNaN\n3\n";
    expect(await out(["reduce", "sum", "x"], input)).toBe("sum\nNaN\n");
    expect(await out(["reduce", "sum", "x", "--skip-nan"], input)).toBe("sum\n4\n");
  });

  it("has a line for each reduction, for people", async () => {
    expect(await out(["reduce", "mean,max", "TMAX / 4", "--format", "table"], DAYS)).toBe(`mean  ${64 / 4}\nmax   ${93 / 4}\n`);
  });

  it("reads only the columns that are used: one that cannot be read is not asked for", async () => {
    const odd = path.join(data, "odd.parquet"); // its column "fixed" has a type that is not supported
    expect((await autoflux(["convert", odd, "-"])).err).toMatch(/^autoflux: .*column "fixed" is of type binary.*--select 'half,uuid,.*\n$/);
    expect(await out(["reduce", "max", "y", "--in", odd, "--let", "y = half * 2", "--where", "`struct.x` < 2"])).toBe("max\n3\n");
    expect(await out(["map", "half", "--in", odd, "--only", "--limit", "1"])).toBe("half\n1.5\n");
    expect(await out(["convert", odd, "-", "--select", "half", "--limit", "1"])).toBe("half\n1.5\n");
  });

  it("takes a name that may be a constant for a column where the file has one", async () => {
    file("e.csv", "e,x\n2,3\n");
    file("x.csv", "x\n3\n");
    expect(await out(["reduce", "sum", "e * x", "--in", "e.csv"])).toBe("sum\n6\n");
    expect(await out(["reduce", "sum", "e * x", "--in", "x.csv"])).toBe(`sum\n${Math.E * 3}\n`);
    expect(await out(["reduce", "sum", "e * x"], "e,x\n2,3\n")).toBe("sum\n6\n");
    expect(await out(["reduce", "sum", "e * x + Math.PI * 0"], "x\n3\n")).toBe(`sum\n${Math.E * 3}\n`);
  });
});

describe("autoflux head, describe and convert", () => {
  it("shows the first rows, the types, and how many rows are shown", async () => {
    expect(await out(["head", "days.csv", "--rows", "2", "--select", "DATE,TMIN"])).toBe(
      "DATE         TMIN\ndate        int32\n----------  -----\n2019-12-31     40\n2020-01-01   null\n2 rows\n",
    );
    expect(await out(["head", "days.csv", "--where", "TMAX > 1000", "--select", "TMAX"])).toBe(" TMAX\nint32\n-----\n0 rows\n");
    expect(await out(["head", "--format", "csv", "--rows", "1", "--select", "TMAX"], gzipSync(DAYS))).toBe("TMAX\n51\n");
  });

  it.each(["pandas.parquet", "polars.arrow", "polars.arrows", "polars.ndjson", "pandas.json", "duckdb.parquet", "pyarrow.arrow"])("shows %s", async (name) => {
    expect(await out(["head", path.join(data, name), "--rows", "1"])).toMatch(/\n1 row\n$/);
  });

  it("lets later rows decide the types of the first ones", async () => {
    expect(await out(["head", "--rows", "1"], "d\n03/04/2020\n25/04/2020\n")).toMatch(/\n2020-04-03\n1 row\n$/);
  });

  it("describes columns", async () => {
    const text = await out(["describe", "days.csv", "--format", "ndjson"]);
    const tmax = text.split("\n").map((line) => JSON.parse(line || "null")).find((row) => row?.column === "TMAX");
    expect(tmax).toMatchObject({ type: "int32", count: 3, nulls: 0, mean: 64, min: 48, median: 51, max: 93 });
  });

  it("converts there and back without a change", async () => {
    await out(["convert", "days.csv", "days.parquet"]);
    await out(["convert", "days.parquet", "days.arrow"]);
    expect(await out(["convert", "days.arrow", "-"])).toBe(DAYS);
    expect(await out(["convert", "-", "-", "--format", "tsv"], DAYS)).toBe(DAYS.replaceAll(",", "\t"));
  });

  it("reads CSV as people have it", async () => {
    expect(await out(["convert", "-", "-", "--no-header", "--delimiter", ";", "--comment", "#", "--missing", "-9"], "# c\n1;-9\n2;3\n")).toMatch(
      /^[^\n]+\n1,\n2,3\n$/,
    );
    expect(await out(["convert", "-", "-", "--fill-ragged"], "a,b\n1\n2,3\n")).toBe("a,b\n1,\n2,3\n");
    expect(await out(["convert", "-", "-", "--quote", ""], 'a,b\n"1,2\n')).toBe('a,b\n"""1",2\n');
    expect(await out(["convert", "-", "-", "--encoding", "windows-1252"], Buffer.from("a\n\x80\n", "latin1"))).toBe(Buffer.from("a\n€\n").toString("latin1"));
    const typed = ["convert", "-", "-", "--type", "d=date:DD/MM/YYYY", "--type", "a=b=text"];
    expect(await out(typed, "d,a=b\n03/04/2020,01\n")).toBe('d,a=b\n2020-04-03,"01"\n');
  });
});

describe("files larger than the memory limit", () => {
  const long = () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `${i},${i / 1e4},some text that makes the row longer than a number ${i}\n`);
    return file("long.csv", `id,x,text\n${lines.join("")}`);
  };

  it("go through in parts, with the results of the whole", async () => {
    long();
    const limit = ["--memory-limit", "4MB"];
    for (const args of [
      ["map", "exp(x / 10) + id", "--only", "--as", "y", "--in", "long.csv"],
      ["map", "c", "--let", "c=x*2", "--where", "c > 12 and id != 100", "--only", "--in", "long.csv"],
      ["reduce", "mean,std,argmax", "sqrt(x) - id", "--in", "long.csv"],
      ["reduce", "mean,max", "c", "--let", "c=x*2", "--where", "c < 5", "--in", "long.csv"],
      ["convert", "long.csv", "-", "--format", "ndjson"],
    ]) expect(await out([...args, ...limit])).toBe(await out(args));
    expect(await out(["map", "x", "--as", "y", "--in", "long.csv", "--format", "table", ...limit])).toMatch(/the first 40 rows of a lazy table\n$/);
    await out(["convert", "long.csv", "long.parquet", ...limit]);
    expect(await out(["reduce", "sum", "x", "--in", "long.parquet", ...limit])).toBe(await out(["reduce", "sum", "x", "--in", "long.csv"]));
    const { err, code } = await autoflux(["reduce", "sum", "x", ...limit], read("long.csv"));
    expect([err, code]).toEqual(["autoflux: standard input takes more memory than there is for it: go through it with --in-parts, or raise --memory-limit\n", 1]);
    expect(await out(["reduce", "max", "id", ...limit, "--in-parts"], read("long.csv"))).toBe("max\n119999\n");
  });

  it.skipIf(process.platform !== "linux").each([["map", "exp(x)", "--as", "y", "--out", "memory.csv"], ["reduce", "mean,max", "x * length(text)"]])("memory does not grow with the file: %s", async (...args) => {
    const peak = async (rows: number) => {
      const node = ["--max-old-space-size=64", "--max-semi-space-size=4"];
      const child = spawn(process.execPath, [...node, cli, ...args, "--in-parts"], { cwd: folder });
      let most = 0;
      const watch = setInterval(() => {
        const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, "utf8") : "";
        most = Math.max(most, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      }, 20);
      child.stdin.write("id,x,text\n");
      const block = (at: number) =>
        Array.from({ length: 10_000 }, (_, i) => `${i},${i / 1e4},${at} ${i} some text that makes the row longer than a number would\n`).join("");
      for (let i = 0; i < rows / 10_000; i++) if (!child.stdin.write(block(i))) await new Promise((resolve) => child.stdin.once("drain", resolve));
      child.stdin.end();
      const code = await new Promise((resolve) => child.on("close", resolve));
      clearInterval(watch);
      expect(code).toBe(0);
      return most;
    };
    const small = await peak(500_000);
    const large = await peak(2_000_000); // 150 MB
    expect(large).toBeLessThan(small + 60);
  });
});

describe("however it ends", () => {
  it.skipIf(process.platform === "win32").each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const)("by %s nothing is left behind", async (signal, code) => {
    const child = spawn(process.execPath, [cli, "convert", "-", "ended.parquet", "--in-parts"], { cwd: folder });
    child.stdin.on("error", () => {});
    child.stdin.write(`x\n${"4\n".repeat(3_000_000)}`);
    while (drafts().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(code);
    expect([drafts(), existsSync(path.join(folder, "ended.parquet"))]).toEqual([[], false]);
  });

  it.skipIf(process.platform === "win32")("says nothing when its reader has read enough", () => {
    file("wide.csv", `x\n${"4\n".repeat(300_000)}`);
    for (const args of ["map 'x * 2' --as y --in wide.csv", "convert wide.csv - --format ndjson"]) {
      const command = `"${process.execPath}" "${cli}" ${args} 2>err.txt | head -n 1 | wc -l; echo $PIPESTATUS; cat err.txt`;
      expect(execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" }).split(/\s+/)).toEqual(["1", "0", ""]);
    }
  });

  it.skipIf(!existsSync("/dev/full"))("a full disk is one line", async () => {
    expect(await autoflux(["convert", "days.csv", "/dev/full"])).toEqual({
      code: 1, out: "", err: "autoflux: /dev/full cannot be written: there is no space left: free some, or write elsewhere\n",
    });
    const shell = `"${process.execPath}" "${cli}" convert days.csv - > /dev/full 2> err.txt; echo $?; cat err.txt`;
    expect(execFileSync("bash", ["-c", shell], { cwd: folder, encoding: "utf8" })).toBe("1\nautoflux: standard output cannot be written: there is no space left\n");
  });

  it.skipIf(process.platform !== "linux")("on a terminal it shows tables that fit, reductions as lines, and no binary formats", () => {
    const onTerminal = (width: number, command: string) => {
      const line = `stty cols ${width}; "${process.execPath}" "${cli}" ${command}; echo "code $?"`;
      return execFileSync("script", ["-qec", line, "/dev/null"], { cwd: folder, encoding: "utf8" }).replaceAll("\r", "");
    };
    for (const width of [40, 120]) {
      const shown = onTerminal(width, "map TMAX --as z --in days.csv");
      expect(shown).toMatch(/2019-12-31 +51[\s\S]*3 rows\ncode 0\n$/);
      expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    }
    expect(onTerminal(80, "reduce mean,max TMAX --in days.csv")).toBe("mean  64\nmax   93\ncode 0\n");
    expect(onTerminal(80, "convert days.csv - --format arrow")).toBe("autoflux: arrow is not for a terminal: give --out, or send it into a pipe\ncode 2\n");
    expect(onTerminal(80, "head")).toBe("autoflux: --in is missing: the file to read, or - for standard input\ncode 2\n");
    file("nasty.csv", "x,\u001b[31mred\n4,\u001b]0;title\u0007\n");
    // A bar while a long file is read, which is gone before the result.
    file("lasting.csv", `x,text\n${Array.from({ length: 1_500_000 }, (_, i) => `${i},text of row ${i} that takes a while to read\n`).join("")}`);
    const lasting = onTerminal(80, "reduce max 'length(text) * 0 + x' --in lasting.csv --in-parts");
    expect(lasting).toMatch(/ \d+ % /);
    expect(lasting.endsWith("\u001b[2Kmax  1499999\ncode 0\n")).toBe(true);
    const seen = onTerminal(80, "convert nasty.csv - --format csv");
    for (const sign of ["\u001b", "\u0007"]) expect(seen).not.toContain(sign);
  });
});

describe("an error is one line that says the way out", () => {
  file("garbage", Buffer.from("20348f56579e49c7ff00fe0180", "hex"));
  file("two.csv", "d,v\n03/04/2020,1\n05/06/2020,2\n");
  const bad: [title: string, args: string[], code: number, says: RegExp][] = [
    ["a formula that does not end", ["map", "TMAX +", "--in", "days.csv"], 2, /map\("TMAX \+"\): expected a number, a name or "\(", got the end, at character 7$/],
    ["an unknown function", ["map", "sqr(TMAX)", "--in", "days.csv"], 2, /sqr/],
    ["a pattern that takes for ever", ["map", "matches(station, '(a)\\\\1')", "--in", "days.csv"], 2, /pattern|back/i],
    ["a formula over a column that there is not", ["map", "TMXA", "--in", "days.csv"], 1, /no column is named "TMXA", at character 1; did you mean "TMAX"\?/],
    ["only a column that there is not", ["reduce", "max", "TMXA", "--in", "days.csv"], 1, /^autoflux: no column is named "TMXA"; did you mean "TMAX"\?/],
    ["text where a number must be", ["map", "station * 2", "--in", "days.csv"], 1, /takes number, got text: write number\(station\), at character 1$/],
    ["an operation without its column", ["reduce", "max", "sqrt", "--in", "days.csv"], 2, /"sqrt" is an operation: write a formula such as "sqrt\(TMAX\)"/],
    ["an unknown reduction", ["reduce", "meen", "TMAX", "--in", "days.csv"], 2, /unknown reduction; did you mean "mean"\?/],
    ["a reduction of nothing", ["reduce", "max", "TMAX", "--in", "days.csv", "--where", "TMAX > 1000"], 1, /max of "TMAX": there are no values/],
    ["a reduction that text has not", ["reduce", "sum", "station", "--in", "days.csv"], 1, /a column of type text has no sum/],
    ["a condition that is none", ["head", "days.csv", "--where", "station"], 1, /must be a condition such as x > 3/],
    ["a let named as a column", ["map", "1 + TMAX", "--in", "days.csv", "--let", "TMAX=TMIN"], 2, /there is a column named "TMAX" already: give the new one another name/],
    ["a let of two names", ["map", "c", "--in", "days.csv", "--let", "c=TMIN", "--let", "c=TMAX"], 2, /there is a column named "c" already/],
    ["a let without a formula", ["map", "c", "--in", "days.csv", "--let", "c"], 2, /--let takes a name and a formula/],
    ["a let that uses itself", ["map", "c", "--in", "days.csv", "--let", "c=c+1"], 1, /no column is named "c"/],
    ["a let that smuggles a bracket", ["reduce", "max", "c", "--in", "days.csv", "--let", "c=TMAX) + (TMIN"], 2, /expected an operator or the end/],
    ["a file that there is not", ["head", "no.csv"], 1, /no\.csv does not exist: check its name/],
    ["a folder", ["describe", "."], 1, /\. is a folder: give a file/],
    ["a file given twice", ["head", "days.csv", "--in", "days.csv"], 2, /the file is given twice/],
    ["bytes of no format", ["convert", "garbage", "x.csv"], 1, /garbage is of no format that can be read.*give --in-format$/],
    ["nothing", ["head", "-"], 1, /^autoflux: standard input is empty$/],
    ["dates that nothing decides", ["head", "two.csv"], 1, /Give the format: --type "d=date:DD\/MM\/YYYY", or "d=date:MM\/DD\/YYYY"$/],
    ["a type that there is not", ["head", "days.csv", "--type", "TMAX=dat"], 2, /types\.TMAX must be one of float64/],
    ["a type without a name", ["head", "days.csv", "--type", "text"], 2, /--type takes a column and its type/],
    ["a limit that is none", ["head", "days.csv", "--limit", "-1"], 2, /--limit must be a number of rows, got "-1"/],
    ["rows that are none", ["head", "days.csv", "--rows", "few"], 2, /--rows must be a number, got "few"/],
    ["a size that is none", ["head", "days.csv", "--memory-limit", "much"], 2, /--memory-limit must be a size such as 512MB/],
    ["too little memory", ["head", "days.csv", "--memory-limit", "1kB"], 2, /^autoflux: --memory-limit must be a number of bytes, at least \d+/],
    ["an output of no known format", ["convert", "days.csv", "x.xlsx"], 2, /"x\.xlsx" does not say in which format to write: give --format, one of table, csv/],
    ["an output in a folder that there is not", ["convert", "days.csv", "no/x.parquet"], 1, /the folder no does not exist: make it, or check --out/],
    ["a folder as output", ["convert", "days.csv", ".", "--format", "csv"], 1, /\. is a folder: --out takes a file/],
    ["NaN in JSON", ["map", "log(0 - TMAX)", "--only", "--format", "json", "--in", "days.csv"], 1, /JSON has no NaN\. Write CSV, or make it null: if\(isfinite/],
    ["a formula's option beside --column", ["map", "sqrt", "--column", "TMAX", "--in", "days.csv", "--where", "TMAX > 1"], 2, /--where goes with a formula over columns, not with --column/],
  ];
  it.each(bad)("%s", async (_, args, code, says) => {
    const { code: got, out: text, err } = await autoflux(args);
    expect(err).toMatch(/^autoflux: [^\n]+\n$/);
    expect(err.trimEnd()).toMatch(says);
    expect(err).not.toContain("a bug of autoflux");
    expect([got, text.length > 2]).toEqual([code, false]); // JSON may have begun
    expect(drafts()).toEqual([]);
  });
});

describe("names in formulas of the command line", () => {
  it("are those of columns: no functions, members, operators and texts", () => {
    expect(namesIn("sqrt(TMAX) * 2 + Math.PI - `a \"b\"` / if(not x in (1, 2) and y == 'z', e, null)")).toEqual(["TMAX", "Math", 'a "b"', "not", "x", "y", "e", "null"]);
    expect(namesIn("`a``b` + `sqrt` + length(length) + 30d")).toEqual(["a`b", "sqrt", "length"]);
  });

  it("that --let defines give way to their formulas", () => {
    const derived = [{ name: "c", formula: "a - b" }, { name: "my d", formula: "c * c" }, { name: "c", formula: "never" }];
    expect(withoutDerived("c * `my d` + c(c) == 'c' ", derived)).toBe("(a - b) * ((a - b) * (a - b)) + c((a - b)) == 'c' ");
    expect(withoutDerived("x", derived)).toBe("x");
  });

  it("stand in messages as the command line has them", () => {
    expect(asCommandLine('read: x: types: { "a \\"b": "text" }, columns: ["a,b", "c`"]\n  x +\n     ^')).toBe("x: --type \"a \"b=text\", --select '`a,b`,`c```'");
    expect(asCommandLine("one\n  two")).toBe("one two");
  });
});
