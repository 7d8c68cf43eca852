import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, readdirSync, readFileSync, symlinkSync, } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "../src/catalog/index";
import { cli, commandLine, root } from "./command-line";

const { folder, autoflux, file } = commandLine("cli");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");

describe("autoflux map", () => {
  it("writes every column and, as the last one, the result", async () => {
    file("days.csv", "DATE,TMAX,RAIN\n1/1/1948,49,TRUE\n1/2/1948,36,FALSE\n");
    expect(await autoflux(["map", "sqrt", "--in", "days.csv", "--column", "TMAX", "--out", "result.csv"])).toEqual({ code: 0, out: "", err: "" });
    expect(read("result.csv")).toBe("DATE,TMAX,RAIN,sqrt(TMAX)\n1/1/1948,49,TRUE,7\n1/2/1948,36,FALSE,6\n");
  });

  it("maps seventy years of real temperatures to the digits of the library", async () => {
    const days = path.join(root, "examples/data/seattle_seatac_1948-2017.csv");
    const { out } = await autoflux(["map", "exp_sqrt", "--in", days, "--column", "TMAX"]);
    const [, ...rows] = out.trimEnd().split("\n");
    expect(rows).toHaveLength(25551);
    const { flux } = await import("autoflux");
    const results = await flux.map("exp_sqrt", rows.map((row) => Number(row.split(",")[2])));
    expect(rows.map((row) => Number(row.split(",").at(-1)))).toEqual([...results]);
    expect(rows.filter((row) => row.includes("NA")).length).toBeGreaterThan(0);
  });

  it("leaves missing values what they are, in one operand or the other", async () => {
    const input = "a,b\n1,2\nNA,2\n,2\n3,null\n nan ,NaN\n4,5\n";
    expect((await autoflux(["map", "add", "--column", "a", "--column", "b", "--only"], input)).out).toBe('add(a, b)\n3\nNA\n\nnull\n nan \n9\n'.replace("add(a, b)", '"add(a, b)"'));
    expect((await autoflux(["map", "sqrt", "--column", "a", "--missing", "-", "--only"], "a\n4\n-\n")).out).toBe("sqrt(a)\n2\n-\n");
  });

  it("takes the inputs in the order given, columns and numbers", async () => {
    const input = "a,b\n8,2\n";
    const result = async (...args: string[]) => (await autoflux(["map", ...args, "--only", "--as", "r"], input)).out;
    expect(await result("divide", "--column", "a", "--column", "b")).toBe("r\n4\n");
    expect(await result("divide", "--column", "b", "--column", "a")).toBe("r\n0.25\n");
    expect(await result("divide", "--number", "-4", "--column", "a")).toBe("r\n-0.5\n");
    expect(await result("subtract", "--column", "a", "--column", "a")).toBe("r\n0\n");
  });

  it("reads quoted fields, line breaks and quotes in them, CRLF, a byte-order mark, comments and blank lines", async () => {
    const input = '\ufeff# by hand\r\na,"say ""x"", y"\r\n4,"two\r\nlines"\r\n\r\n# between, "rows"\r\n9,"a ""b"""\r\n"16",end';
    const { out, err, code } = await autoflux(["map", "sqrt", "--column", "a", "--comment", "#"], input);
    expect({ out, err, code }).toEqual({ out: 'a,"say ""x"", y",sqrt(a)\n4,"two\r\nlines",2\n9,"a ""b""",3\n16,end,4\n', err: "", code: 0 });
  });

  it("finds the header behind prose, and where it is a comment itself", async () => {
    const input = 'SOURCE: an "institute", with commas\r\nTG = mean, in 0.1 degrees\r\n\r\n# STN,YYYYMMDD,   TG\r\n\r\n  348,19860401,     \r\n  348,19860402,   49\r\n';
    expect((await autoflux(["map", "sqrt", "--column", "TG"], input)).out).toBe("STN,YYYYMMDD,   TG,sqrt(TG)\n  348,19860401,     ,     \n  348,19860402,   49,7\n");
  });

  it("takes the line after a comment that lists the columns too, and a name that begins with the comment's sign", async () => {
    const input = '# fields: DATE,TMAX,TMIN\n"TMAX", mean\nDATE,TMAX,TMIN\n1948-01-01,49,42\n';
    expect((await autoflux(["map", "sqrt", "--column", "TMAX"], input)).out).toBe("DATE,TMAX,TMIN,sqrt(TMAX)\n1948-01-01,49,42,7\n");
    expect((await autoflux(["map", "sqrt", "--column", "POS"], "#CHROM,POS\nX,4\n")).out).toBe("CHROM,POS,sqrt(POS)\nX,4,2\n");
    expect((await autoflux(["map", "sqrt", "--column", "#CHROM", "--only"], "#CHROM,POS\n4,1\n")).out).toBe('"sqrt(#CHROM)"\n2\n'.replaceAll('"', ""));
  });

  it("takes numbers for missing values where it is told to", async () => {
    expect((await autoflux(["map", "exp", "--column", "x", "--missing", "-9999", "--missing", "999.9", "--only"], "x\n0\n-9999\n 999.9\n")).out).toBe("exp(x)\n1\n-9999\n 999.9\n");
  });

  it("leaves bytes that are no UTF-8 what they are, and finds names in either encoding", async () => {
    const latin1 = Buffer.from("größe,Ort\n4,Zürich\n9,Bern\n", "latin1");
    for (const input of [latin1, Buffer.from("größe,Ort\n4,Zürich\n9,Bern\n")]) {
      file("bytes.csv", input);
      expect((await autoflux(["map", "sqrt", "--in", "bytes.csv", "--column", "größe", "--as", "y", "--out", "bytes.out"])).code).toBe(0);
      const lines = input.toString("latin1").trimEnd().split("\n");
      expect(readFileSync(path.join(folder, "bytes.out"), "latin1")).toBe(`${lines[0]},y\n${lines[1]},2\n${lines[2]},3\n`);
    }
    expect((await autoflux(["map", "sqrt", "--column", "größe"], Buffer.from("größe\nvier°\n"))).err).toMatch(/"vier°" is no number.*--missing "vier°"/);
  });

  it("reads what it wrote: a first field that begins with the comment's sign is quoted", async () => {
    const once = (await autoflux(["map", "sqrt", "--column", "b", "--comment", "#"], 'a,b\n"#1",4\n')).out;
    expect(once).toBe('a,b,sqrt(b)\n"#1",4,2\n');
    expect((await autoflux(["map", "square", "--column", "b", "--comment", "#"], once)).out).toBe('a,b,sqrt(b),square(b)\n"#1",4,2,16\n');
  });

  it("takes quotes inside a field as they are", async () => {
    expect((await autoflux(["map", "sqrt", "--column", "x"], 'x,text\n4,5" pipe\n9, "b"\n')).out).toBe('x,text,sqrt(x)\n4,"5"" pipe",2\n9," ""b""",3\n');
  });

  it("reads headers and rows of ten thousand columns, a few at a time", async () => {
    const names = Array.from({ length: 12_000 }, (_, i) => `column${i}`).join(",");
    const row = Array.from({ length: 12_000 }, (_, i) => i).join(",");
    const { out, code } = await autoflux(["map", "sqrt", "--column", "column9", "--only"], `${names}\n${`${row}\n`.repeat(300)}`, ["--max-old-space-size=80"]);
    expect(code).toBe(0);
    expect(out).toBe(`sqrt(column9)\n${"3\n".repeat(300)}`);
  });

  it("passes on what has come, where the source is slow", async () => {
    const child = spawn(process.execPath, [cli, "map", "sqrt", "--column", "x", "--only"], { cwd: folder });
    const heard = new Promise<string>((resolve) => {
      let out = "";
      child.stdout.on("data", (chunk) => (out += chunk).includes("2\n") && resolve(out));
    });
    child.stdin.write("x\n4\n9\n");
    expect(await heard).toMatch(/^sqrt\(x\)\n2\n/); // the standard input is still open
    child.stdin.end();
    await new Promise((resolve) => child.on("close", resolve));
  });

  it("ends with an error though its source is open still", async () => {
    const child = spawn(process.execPath, [cli, "map", "sqrt", "--column", "a"], { cwd: folder });
    child.stdin.on("error", () => {});
    child.stdin.write("a,b\n1,2\n3\n4,5\n");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(1);
  });

  it.skipIf(process.platform === "win32")("writes to pipes and devices as they are, and keeps a file's mode", async () => {
    const shell = (command: string) => execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
    expect(shell(`printf 'x\\n4\\n' | "${process.execPath}" "${cli}" map sqrt --column x --out /dev/stdout | cat`)).toBe("x,sqrt(x)\n4,2\n");
    expect(shell(`printf 'x\\n4\\n' > mode.csv; chmod 600 mode.csv; "${process.execPath}" "${cli}" map sqrt --in mode.csv --column x --out mode.csv; stat -c %a mode.csv`)).toBe("600\n");
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("leaves nothing behind when it is ended by %s", async (signal) => {
    const child = spawn(process.execPath, [cli, "map", "sqrt", "--column", "x", "--out", "ended.csv"], { cwd: folder });
    child.stdin.on("error", () => {});
    child.stdin.write(`x\n${"4\n".repeat(100_000)}`);
    while (!readdirSync(folder).some((name) => name.endsWith(".partial"))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    expect(readdirSync(folder).filter((name) => name.includes("partial") || name === "ended.csv")).toEqual([]);
  });

  it("reads other delimiters, files without a header, and comments only where their sign is given", async () => {
    expect((await autoflux(["map", "sqrt", "--column", "b", "--delimiter", ";"], "a;b\n1,5;4\n")).out).toBe("a;b;sqrt(b)\n1,5;4;2\n");
    expect((await autoflux(["map", "sqrt", "--in", file("t.tsv", "a\tb\n1\t4\n"), "--column", "b"])).out).toBe("a\tb\tsqrt(b)\n1\t4\t2\n");
    expect((await autoflux(["map", "sqrt", "--column", "2", "--no-header"], "x,4\ny,9\n")).out).toBe("x,4,2\ny,9,3\n");
    expect((await autoflux(["map", "sqrt", "--column", "b", "--comment", ""], "a,b\n#1,4\n")).out).toBe("a,b,sqrt(b)\n#1,4,2\n");
    expect((await autoflux(["map", "sqrt", "--column", "b"], "a,b\n#N/A,4\n")).out).toBe("a,b,sqrt(b)\n#N/A,4,2\n");
    expect((await autoflux(["map", "sqrt", "--column", "b", "--comment", "#"], "a,b\n#1,9\n1,4\n")).out).toBe("a,b,sqrt(b)\n1,4,2\n");
    expect((await autoflux(["map", "sqrt", "--column", "b", "--comment", "//"], "a,b\n// no\n#1,4\n")).out).toBe("a,b,sqrt(b)\n#1,4,2\n");
  });

  it("writes each double as the shortest text that reads back as it, minus zero and what is not finite too", async () => {
    const input = "x\n0.1\n-0\n1e-320\n1.7976931348623157e308\n";
    expect((await autoflux(["map", "negate", "--column", "x", "--only", "--as", "y"], input)).out).toBe("y\n-0.1\n0\n-1e-320\n-1.7976931348623157e+308\n");
    expect((await autoflux(["map", "log", "--column", "x", "--only", "--as", "y"], "x\n-1\n0\nInfinity\n")).out).toBe("y\nNaN\n-Infinity\nInfinity\n");
    expect((await autoflux(["map", "sqrt", "--column", "x", "--only", "--as", "y"], "x\n-0\n")).out).toBe("y\n-0\n");
  });

  it("may write the very file it reads; what fails leaves it as it was, and nothing beside it", async () => {
    file("same.csv", "x\n4\n");
    expect((await autoflux(["map", "sqrt", "--in", "same.csv", "--column", "x", "--out", "same.csv"])).code).toBe(0);
    expect(read("same.csv")).toBe("x,sqrt(x)\n4,2\n");
    file("same.csv", "x\n4\nfour\n");
    expect((await autoflux(["map", "sqrt", "--in", "same.csv", "--column", "x", "--out", "same.csv"])).code).toBe(1);
    expect(read("same.csv")).toBe("x\n4\nfour\n");
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("computes in the arithmetic that is asked for, and takes no other word", async () => {
    const { createFlux } = await import("autoflux");
    const x = Float64Array.from({ length: 3000 }, (_, i) => i / 7);
    for (const arithmetic of ["fast", "reproducible"] as const) {
      const fx = await createFlux({ arithmetic });
      const want = [...(await fx.map("sin", x))].join("\n");
      await fx.close();
      expect((await autoflux(["map", "sin", "--column", "x", "--only", "--as", "y", "--arithmetic", arithmetic], `x\n${x.join("\n")}\n`)).out).toBe(`y\n${want}\n`);
    }
    expect(await autoflux(["map", "sqrt", "--column", "x", "--arithmetic", "exact"], "x\n4\n")).toMatchObject({
      code: 2, err: 'autoflux: --arithmetic must be one of fast, reproducible, got "exact"\n',
    });
  });

  it("ends without a word when its reader has read enough", async () => {
    const child = spawn("bash", ["-c", `"${process.execPath}" "${cli}" map sqrt --in big.csv --column x | head -n 2; exit $PIPESTATUS`], { cwd: folder });
    file("big.csv", `x\n${"4\n".repeat(300_000)}`);
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([out, err, code]).toEqual(["x,sqrt(x)\n4,2\n", "", 0]);
  });

  it.skipIf(process.platform !== "linux")("shows its progress on a terminal, where the results go to a file", () => {
    const onTerminal = (out: string) => execFileSync("script", ["-qec", `"${process.execPath}" "${cli}" map sqrt --in days.csv --column TMAX --out ${out}`, "/dev/null"], { cwd: folder, encoding: "utf8" });
    file("days.csv", `DATE,TMAX\n${"1/1/1948,49\n".repeat(20_000)}`);
    expect(onTerminal("result.csv")).toMatch(/100 % {2}20,000 rows/);
    expect(onTerminal("-")).not.toMatch(/%/);
  });

  it.skipIf(process.platform !== "linux").each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const)("puts a terminal back as it was when it is ended by %s, and removes its draft", async (signal, code) => {
    execFileSync("mkfifo", ["--mode=666", `rows-${signal}`], { cwd: folder });
    const command = `"${process.execPath}" "${cli}" map sqrt --in rows-${signal} --column x --out ended.csv; echo "code $?"`;
    const child = spawn("script", ["-qfec", command, "/dev/null"], { cwd: folder });
    let shown = "";
    child.stdout.on("data", (chunk) => (shown += chunk));
    child.stdin.on("error", () => {});
    const rows = createWriteStream(path.join(folder, `rows-${signal}`));
    rows.on("error", () => {});
    rows.write(`x\n${"4\n".repeat(50_000)}`);
    const until = async (is: () => boolean) => { while (!is()) await new Promise((resolve) => setTimeout(resolve, 20)); };
    await until(() => shown.includes("\u001b[?7l") && readdirSync(folder).some((name) => name.endsWith(".partial"))); // line wrap is off
    const pid = /-(\d+)-/.exec(readdirSync(folder).find((name) => name.endsWith(".partial"))!)![1];
    process.kill(Number(pid), signal);
    await new Promise((resolve) => child.on("close", resolve));
    rows.destroy();
    expect(shown).toContain(`code ${code}`);
    for (const mode of ["?7", "?25"]) expect(shown.lastIndexOf(`\u001b[${mode}h`)).toBeGreaterThanOrEqual(shown.lastIndexOf(`\u001b[${mode}l`));
    expect(readdirSync(folder).filter((name) => name.includes("partial") || name === "ended.csv")).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")("sends no escape codes out of a file to a terminal, and every byte to a file", () => {
    file("nasty.csv", "x,\u001b[31mred\u009b2J\n4,\u001b]0;title\u0007\u202ex\n");
    const command = `"${process.execPath}" "${cli}" map sqrt --in nasty.csv --column x`;
    const seen = execFileSync("script", ["-qec", command, "/dev/null"], { cwd: folder, encoding: "utf8" });
    for (const sign of ["\u001b", "\u0007", "\u009b", "\u202e"]) expect(seen).not.toContain(sign);
    expect(seen).toContain("\\u001b[31mred");
    execFileSync("sh", ["-c", `${command} --out kept.csv`], { cwd: folder });
    expect(read("kept.csv")).toContain("\u001b[31mred\u009b2J");
  });

  it.skipIf(process.platform === "win32")("writes where a link leads, to names of any length, and to a pipe whose reader comes late", async () => {
    file("x.csv", "x\n4\n");
    symlinkSync("led-to.csv", path.join(folder, "link.csv"));
    const long = `${"n".repeat(251)}.csv`;
    for (const out of ["link.csv", long]) expect(await autoflux(["map", "sqrt", "--in", "x.csv", "--column", "x", "--out", out])).toMatchObject({ code: 0, err: "" });
    expect([read("led-to.csv"), read(long)]).toEqual(["x,sqrt(x)\n4,2\n", "x,sqrt(x)\n4,2\n"]);
    execFileSync("mkfifo", ["late"], { cwd: folder });
    const writing = autoflux(["map", "sqrt", "--in", "x.csv", "--column", "x", "--out", "late"]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await readFile(path.join(folder, "late"), "utf8")).toBe("x,sqrt(x)\n4,2\n");
    expect(await writing).toMatchObject({ code: 0 });
  });

  it("streams: memory does not grow with the file", async () => {
    const peak = async (rows: number) => {
      const child = spawn(process.execPath, ["--max-old-space-size=64", "--max-semi-space-size=4", cli, "map", "exp", "--column", "x", "--out", "out.csv"], { cwd: folder });
      let most = 0;
      const watch = setInterval(() => {
        const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, "utf8") : "";
        most = Math.max(most, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      }, 20);
      child.stdin.write("id,x,text\n");
      const block = Array.from({ length: 10_000 }, (_, i) => `${i},${i / 1e4},some text that makes the row longer than a number would\n`).join("");
      for (let i = 0; i < rows / 10_000; i++) if (!child.stdin.write(block)) await new Promise((resolve) => child.stdin.once("drain", resolve));
      child.stdin.end();
      const code = await new Promise((resolve) => child.on("close", resolve));
      clearInterval(watch);
      expect(code).toBe(0);
      return most;
    };
    const small = await peak(200_000);
    const large = await peak(1_000_000); // 70 MB
    if (small > 0) expect(large).toBeLessThan(small + 60);
  });
});

describe("an error is one line that says the way out", () => {
  const bad: [title: string, args: string[], input: string, code: number, says: RegExp][] = [
    ["no command", [], "", 2, /a command is missing: map, reduce, head, describe, convert, kernels, doctor, bench\. See: autoflux --help/],
    ["an unknown command", ["mop"], "", 2, /unknown command "mop"; did you mean "map"\?/],
    ["an unknown option", ["map", "sqrt", "--colum", "x"], "", 2, /unknown option --colum; did you mean --column\?/],
    ["an option without its value", ["map", "sqrt", "--column", "--only"], "", 2, /--column needs a value: --column NAME/],
    ["an option given twice", ["map", "sqrt", "--as", "a", "--as", "b", "--column", "x"], "", 2, /--as is given more than once/],
    ["a flag with a value", ["map", "sqrt", "--only=yes", "--column", "x"], "", 2, /--only takes no value/],
    ["an argument too many", ["kernels", "exp", "log"], "", 2, /one argument too many: "log"/],
    ["no operation", ["map"], "", 2, /an argument is missing\. Usage: autoflux map <formula>/],
    ["an unknown operation", ["map", "exp_sqr", "--column", "x"], "", 2, /unknown operation "exp_sqr"; did you mean "exp_sqrt"\? List them with: autoflux kernels/],
    ["no column", ["map", "sqrt"], "", 2, /--column is missing/],
    ["too few inputs", ["map", "add", "--column", "x"], "", 2, /add takes two inputs: give --column twice, or --column and --number/],
    ["too many inputs", ["map", "sqrt", "--column", "x", "--number", "1"], "", 2, /sqrt takes one input/],
    ["a number that is none", ["map", "add", "--column", "x", "--number", "two"], "", 2, /--number must be a number, got "two"/],
    ["a number that is missing", ["map", "add", "--column", "x", "--number", "NA"], "", 2, /--number must be a number, got "NA"/],
    ["help for a command that there is not", ["help", "mop"], "", 2, /unknown command "mop"; did you mean "map"\?/],
    ["an option of one letter", ["map", "-x"], "", 2, /unknown option -x\. See: autoflux map --help/],
    ["a delimiter of two signs", ["map", "sqrt", "--column", "x", "--delimiter", ";;"], "", 2, /--delimiter must be one character/],
    ["a file that does not exist", ["map", "sqrt", "--in", "no.csv", "--column", "x"], "", 1, /no\.csv does not exist: check --in/],
    ["a folder as input", ["map", "sqrt", "--in", ".", "--column", "x"], "", 1, /is a folder: --in takes a file/],
    ["a folder that does not exist", ["map", "sqrt", "--column", "x", "--out", "no/out.csv"], "", 1, /the folder no does not exist: make it, or check --out/],
    ["a folder as output", ["map", "sqrt", "--column", "x", "--out", "."], "", 1, /is a folder: --out takes a file/],
    ["an empty input", ["map", "sqrt", "--column", "x"], "", 1, /standard input is empty/],
    ["an unknown column", ["map", "sqrt", "--column", "tmax"], "DATE,TMAX\n1,2\n", 1, /has no column "tmax"; its first line has DATE, TMAX; did you mean "TMAX"\?/],
    ["another delimiter", ["map", "sqrt", "--column", "b"], "a;b\n1;2\n", 1, /It looks separated by ";": use --delimiter/],
    ["a column named twice", ["map", "sqrt", "--column", "a"], "a,a\n1,2\n", 1, /more than one column "a"/],
    ["no such column by number", ["map", "sqrt", "--no-header", "--column", "3"], "1,2\n", 1, /has 2 columns: without a header they are named 1 to 2, got 3/],
    ["text in the column", ["map", "sqrt", "--column", "b"], "a,b\n1,2\n3,four\n", 1, /row 2, column "b": "four" is no number\. If it stands for a missing value: --missing "four"/],
    ["a number as only programs write it", ["map", "sqrt", "--column", "a"], "a\n0x10\n", 1, /"0x10" is no number/],
    ["a row too short", ["map", "sqrt", "--column", "a"], "a,b\n1,2\n3\n", 1, /row 2 has 1 fields, the header 2/],
    ["a quote that is not closed", ["map", "sqrt", "--column", "a"], '# c\na,b\n1,"2\n3,4\n', 1, /line \d: a field's quote is opened and not closed/],
  ];
  it.each(bad)("%s", async (_, args, input, code, says) => {
    const { code: got, out, err } = await autoflux(args, input);
    expect(err).toMatch(/^autoflux: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect(got).toBe(code);
    expect(out.split("\n").length).toBeLessThanOrEqual(2); // at most the header was written
  });

  it("UTF-16 is told by its first bytes", async () => {
    expect((await autoflux(["map", "sqrt", "--column", "a"], Buffer.from([0xff, 0xfe, 97, 0]))).err).toMatch(/is UTF-16: convert it to UTF-8 first/);
  });
});

describe("autoflux kernels", () => {
  it("lists every operation of the catalog", async () => {
    const { out, code } = await autoflux(["kernels"]);
    for (const { name, formula } of catalog) expect(out).toContain(` ${name} `), expect(out).toContain(formula);
    expect(code).toBe(0);
    expect(JSON.parse((await autoflux(["kernels", "--json"])).out).map((row: { name: string }) => row.name)).toEqual(catalog.map((row) => row.name));
  });

  it("shows one", async () => {
    const { out } = await autoflux(["kernels", "log_sqrt1"]);
    for (const part of ["log(1 + sqrt(x))", "sqrt, then add, then log", "at most 1 ulp in each step", 'flux.map("log_sqrt1", x)']) expect(out).toContain(part);
    expect(await autoflux(["kernels", "expp"])).toMatchObject({ code: 2, err: expect.stringMatching(/unknown operation "expp"; did you mean "exp"\?/) });
  });
});

describe("autoflux doctor", () => {
  it("tells what the machine has, what is used and why, and what a trial gave", async () => {
    const { out, code } = await autoflux(["doctor", "--json"]);
    const report = JSON.parse(out);
    expect(report.machine).toMatchObject({ node: process.versions.node, processors: os.availableParallelism(), simd: true, sharedMemory: null });
    expect(report.machine.relaxedSimd).toBe(report.use.build === "relaxed");
    expect(report.use).toMatchObject({ engine: "threads", fallbackReason: null });
    expect(report.trial).toMatchObject({ operation: "exp_sqrt", sameBits: true });
    expect(report.trial.threadsMs).toBeGreaterThan(0);
    expect(code).toBe(report.problems.length > 0 ? 1 : 0);
    expect((await autoflux(["doctor"])).out).toMatch(/What will be used[\s\S]*engine +threads[\s\S]*What is wrong/);
  });

  it("says what is wrong, with exit code 1: no address space for shared memory", () => {
    const limited = `ulimit -v 4000000; "${process.execPath}" "${cli}" doctor`;
    let failed: { status?: number; stdout?: string } = {};
    try {
      execFileSync("sh", ["-c", limited], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch (error) {
      failed = error as typeof failed;
    }
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/(kernels cannot run|no threads:)[\s\S]*ulimit -v/);
  });
});

describe("autoflux bench", () => {
  it("measures from the package's own files", async () => {
    const { out, code } = await autoflux(["bench", "--quick", "--only", "cold", "--out", "bench.json"]);
    expect(code).toBe(0);
    expect(out).toMatch(/ns|ms/);
    expect(JSON.parse(read("bench.json"))).toMatchObject({ versions: { node: process.versions.node }, commit: null, parts: { cold: { operation: "exp_sqrt" } } });
    const { PARTS } = (await import("../bench/measure.mjs" as string)) as { PARTS: object };
    expect((await autoflux(["bench", "--only", "nothing"])).err).toBe(`autoflux: --only must be one of ${Object.keys(PARTS).join(", ")}, got "nothing"\n`);
    expect(await autoflux(["bench", "--only", "cold", "--out", "no/where.json"])).toMatchObject({ code: 1, err: expect.stringMatching(/^autoflux: ENOENT[^\n]*\n$/) });
  });
});

describe("help", () => {
  it.each(["map", "reduce", "head", "describe", "convert", "kernels", "doctor", "bench"])("autoflux %s --help, and autoflux help of it, show its options and examples", async (command) => {
    const { out, code, err } = await autoflux([command, "--help"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: autoflux ${command}[\\s\\S]*\\n  --help +this[\\s\\S]*Examples\\n  autoflux ${command}`));
    expect((await autoflux(["help", command])).out).toBe(out);
    expect((await autoflux([command, "-h"])).out).toBe(out);
    expect((await autoflux(["--help"])).out).toContain(`  ${command} `);
  });

  it("autoflux --version is the package's", async () => {
    expect((await autoflux(["--version"])).out).toBe(`${JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version}\n`);
  });
});
