import { describe, expect, it } from "vitest";
import { textsIn } from "../../src/columns/texts";
import { TextsBuilder } from "../../src/columns/texts-builder";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("texts that are written one after another", () => {
  it("grow as they need, in pieces of bytes and of strings", () => {
    const builder = new TextsBuilder(4, 0);
    const long = utf8("é".repeat(100));
    builder.add(utf8("xabx"), 1, 3);
    builder.addString("é");
    builder.endText();
    builder.endText();
    builder.add(long, 0, long.length);
    builder.endText();
    builder.addString("\u{1f600}".repeat(50));
    builder.endText();
    expect(textsIn(builder.finish())).toEqual(["abé", "", "é".repeat(100), "\u{1f600}".repeat(50)]);
  });

  it("are TooLarge beyond a limit, and not before", () => {
    const builder = new TextsBuilder(2, 0, 100);
    builder.add(new Uint8Array(100).fill(97), 0, 100);
    builder.endText();
    expect(() => builder.add(utf8("a"), 0, 1)).toThrow(expect.objectContaining({ code: "TooLarge" }));
    expect(() => builder.add(utf8("a"), 0, 1)).toThrow(/more than 100 bytes: take fewer rows/);
    expect(() => builder.addString("a")).toThrow(/more than 100 bytes/);
  });
});
