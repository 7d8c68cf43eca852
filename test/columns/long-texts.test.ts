/** Formulas over long texts: other work goes on between, and signals and timeouts are seen. */
import { flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { evaluated, evaluatedLater, texts } from "./formula-columns";
import { textColumn } from "./made";

const SLOW = "(?:a{100}){9}b";
/** Times that the event loop turns while something is awaited. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await work.finally(() => clearInterval(timer));
  return turns;
}

describe("a pattern over long texts", () => {
  const long = Array.from({ length: 400 }, (_, i) => `${"a".repeat(2000)}${i}`);

  it.each([[true], [false]])("lets other work go on, with a dictionary: %s", async (hasCodes) => {
    for (const formula of [`matches(s, '${SLOW}')`, `extract(s, '${SLOW}')`]) {
      expect(await turnsDuring(evaluatedLater(formula, { s: texts(long, hasCodes) }))).toBeGreaterThan(5);
    }
  });

  it("ends within its time, and by its signal", async () => {
    const s = textColumn([...long, ...long, ...long, ...long], false);
    await expect(flux.map(`matches(x, '${SLOW}')`, s, { timeout: 100 })).rejects.toMatchObject({ code: "TimeoutError" });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(flux.map(`matches(x, '${SLOW}')`, s, { signal: stop.signal })).rejects.toThrow("enough");
  });

  it("refuses one text that would hold all else for seconds, and says what to do", () => {
    const one = "a".repeat(400_000);
    for (const formula of [`matches(s, '${SLOW}')`, `extract(s, '${SLOW}')`]) {
      expect(() => evaluated(formula, { s: texts([one, "b"]) })).toThrow(expect.objectContaining({
        code: "TooLarge", message: expect.stringMatching(/a text of 400000 bytes is too long for this pattern, \d+ at most\. Write a pattern/),
      }));
    }
    expect(evaluated("matches(s, 'a*b')", { s: texts([one, "b"]) }).toArray()).toEqual([false, true]);
    expect(evaluated("length(extract(s, '^a+'))", { s: texts([one, "b"]) }).toArray()).toEqual([400_000, null]);
  });
});

describe("other functions of text", () => {
  it("take a megabyte at a time, of any column, and give what they give of short texts", async () => {
    const one = "é".repeat(300_000), many = Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? null : `${one}${i % 5}`));
    for (const isCoded of [true, false]) {
      const s = texts(many, isCoded), other = texts(many.map((_, i) => String(i % 5)), isCoded);
      const upper = evaluatedLater("upper(concat(s, other))", { s, other });
      expect(await turnsDuring(upper)).toBeGreaterThan(5);
      expect((await upper).toArray()).toEqual(many.map((text, i) => (text === null ? null : `${text}${i % 5}`.toUpperCase())));
      expect(evaluated("endsWith(s, other)", { s, other }).toArray()).toEqual(many.map((text) => (text === null ? null : true)));
    }
  });

  it("say the row of an error of a column that was cut by its bytes", () => {
    const rows = Array.from({ length: 50 }, (_, i) => (i === 37 ? "x" : `${i}${" ".repeat(100_000)}`));
    for (const isCoded of [true, false]) {
      expect(() => evaluated("number(s)", { s: texts(rows, isCoded) })).toThrow(expect.objectContaining({ code: "BadValue", row: 38 }));
    }
  });
});
