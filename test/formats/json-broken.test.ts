import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openJson } from "../../src/adapters/json/reader";
import { arraysOf, sourceOf, streamOf, wanted } from "./bytes";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

async function outcome(bytes: Uint8Array, mostBytes = 1e8) {
  try {
    const reader = await openJson(streamOf(bytes, 50, "t.json"), { mostBytes });
    return arraysOf(await reader.whole(wanted({ mostBytes })));
  } catch (error) {
    return error as Error & { code: string; row?: number };
  }
}

const ROWS = '[{"a":1,"b":"x\\n"},{"a":-2.5,"b":null,"c":{"d":true}}]';
const LINES = '{"a":1,"b":"xyz"}\n{"a":2,"b":"é"}\n';

describe("JSON that is broken", () => {
  it.each([
    ['[{"a":1} {"a":2}]', /row 2 is no JSON: expected "," or "]" at byte 9: .*Write it again/],
    ['[{"a":1},]', /row 2 is no JSON: expected an object at byte 9/],
    ['[{"a":1},{"b" 2}]', /row 2 is no JSON: expected ":" at byte 14/],
    ["[{'a':1}]", /row 1 is no JSON: expected a key in quotes at byte 2/],
    ['[{"a":1,}]', /row 1 is no JSON: expected a key in quotes at byte 8/],
    ['[{"a":1}]{"a":2}', /what follows the list is no JSON: expected nothing more at byte 9/],
    ['{"a":1}\n5', /row 2 is no JSON: expected an object at byte 8/],
    ['{"a":1}\n{"a":"x\ny"}', /row 2 is no JSON: expected a quote, or an escape in place of a control character/],
    ['[{"a":"\\x"}]', /expected escapes of JSON in this string/],
    ['{"rows":[{"a":"\\x"}]}', /the first value is no JSON: expected escapes of JSON in this string/],
    ['{"ro\\s":[{"a":1}]}', /the first value is no JSON: expected escapes of JSON in this string/],
    ['{"rows":[{"a":1]}', /the first value is no JSON: expected "," or "}"/],
  ])("says where, and what was expected: %s", async (text, message) => {
    const error = await outcome(bytesOf(text));
    expect(error).toMatchObject({ code: "BadFile" });
    expect((error as Error).message).toMatch(message);
  });

  it("says that it is cut off, wherever it was cut, and in which row", async () => {
    for (let length = 1; length < ROWS.length; length++) {
      expect(await outcome(bytesOf(ROWS.slice(0, length)))).toMatchObject({ code: "TruncatedFile" });
    }
    expect(((await outcome(bytesOf(ROWS.slice(0, 30)))) as Error).message).toMatch(/ends within row 2, after 30 bytes/);
    for (let length = 1; length < LINES.length; length++) {
      const found = await outcome(new Uint8Array(Buffer.from(LINES)).subarray(0, length));
      if (length >= 18 - 1 && length <= 18) expect(found).toEqual({ a: [1], b: ["xyz"] });
      else if (length >= Buffer.byteLength(LINES) - 1) expect(found).toEqual({ a: [1, 2], b: ["xyz", "é"] });
      else expect(found).toMatchObject({ code: "TruncatedFile" });
    }
  });

  it("is an error of ours, or a table that JSON.parse has too, whichever byte is changed", async () => {
    const codes = ["BadFile", "TruncatedFile", "UnknownFormat", "BadValue", "UnsupportedType", "DuplicateColumn", "RaggedRow"];
    const texts = [ROWS, LINES, '{"x":{"rows":[{"a":1},{"a":2}]}}', '{"a":[1,2],"b":["x","y"]}', '[["a","b"],[1,true],[2,false]]'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 127 }), async (text, place, flip) => {
        const bytes = bytesOf(text);
        bytes[place % bytes.length]! ^= flip;
        const found = await outcome(bytes);
        if (found instanceof Error) {
          expect(codes).toContain(found.code);
          return;
        }
        const changed = Buffer.from(bytes).toString();
        // Lines may be ended by any blank.
        const list = text === LINES ? `[${changed.replace(/\}\s*\{/, "},{")}]` : changed;
        expect(() => JSON.parse(list)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it("is no table where it is a value or a list of values", async () => {
    for (const text of ["5", '"text"', "[1,2,3]", "null", "a,b\n1,2\n"]) {
      expect(await outcome(bytesOf(text))).toMatchObject({ code: "UnknownFormat" });
    }
    expect(await outcome(new Uint8Array(Buffer.from('[{"a":1}]', "utf16le")))).toMatchObject({ code: "UnknownFormat" });
  });

  it("is refused where it is no UTF-8, with the byte", async () => {
    const bytes = bytesOf('[{"a":"xyz"},{"a":"def"}]');
    bytes[20] = 0xff;
    const error = await outcome(bytes);
    expect(error).toMatchObject({ code: "BadFile" });
    expect((error as Error).message).toMatch(/is no UTF-8 at byte 20/);
  });

  it("may be nested as deep as a bomb: that is an error, and takes no time", async () => {
    for (const text of [`[{"a":${"[".repeat(1e6)}`, `[{"a":${'{"a":'.repeat(1e6)}`, `{"a":${"[".repeat(1e6)}`, "[".repeat(1e6)]) {
      const error = await outcome(bytesOf(text));
      expect(["BadFile", "UnsupportedType"]).toContain((error as { code: string }).code);
    }
  });

  it("is not held in memory beyond the limit", async () => {
    const long = bytesOf(`[{"a":"${"x".repeat(100_000)}"}]`);
    expect(await outcome(long, 50_000)).toMatchObject({ code: "TooLarge" });
    const whole = openJson(streamOf(bytesOf(`{"a":"${"x".repeat(100_000)}"}`), 1000), { mostBytes: 50_000 });
    await expect(whole).rejects.toMatchObject({ code: "TooLarge" });
    const texts = bytesOf(`{"a":"${"x".repeat(1000)}"}\n`.repeat(1000));
    expect(await outcome(texts, 500_000)).toMatchObject({ code: "TooLarge" });
    const sparse = bytesOf(Array.from({ length: 3000 }, (_, i) => `{"k${i}":1}`).join("\n"));
    expect(await outcome(sparse, 20_000_000)).toMatchObject({ code: "TooLarge" });
    const reader = await openJson(sourceOf(bytesOf('{"a":1}\n'.repeat(100_000))), { mostBytes: 400_000 });
    await expect(reader.whole(wanted({ mostBytes: 400_000 }))).rejects.toMatchObject({ code: "TooLarge" });
    let rows = 0;
    for await (const part of reader.parts(wanted({ mostBytes: 400_000, partRows: 1000 }))) rows += part[0]![1].length;
    expect(rows).toBe(100_000);
  });
});
