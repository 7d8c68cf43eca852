/** What flux.from refuses rather than to make a table that has lost its values. */
import { describe, expect, it } from "vitest";
import { fromOn } from "../../src/reading/from";
import { hostOf } from "./tiny-formats";

class Hidden {
  readonly #city = "Oslo";
  get city(): string {
    return this.#city;
  }
}
class Open {
  city = "Oslo";
}
const from = (given: unknown) => fromOn(hostOf().host, given);

describe("flux.from refuses", () => {
  it.each([["alone", (array: unknown) => array], ["as a column", (a: unknown) => ({ a, b: [] })]])(
    "an array whose buffer was transferred: %s",
    async (_, given) => {
      const array = new Float64Array(3);
      structuredClone(array.buffer, { transfer: [array.buffer] });
      await expect(from(given(array))).rejects.toMatchObject({ code: "DetachedBuffer", message: expect.stringMatching(/column "(value|a)"/) });
    },
  );

  it.each<[string, unknown[], RegExp]>([
    ["maps", [{ city: "Oslo" }, new Map([["city", "Lima"]])], /row 2 .*Map.*Object\.fromEntries/],
    ["objects of a class that hides its values", [new Hidden()], /row 1 .*Hidden.*plain objects/],
    ["sets", [new Set([1])], /Set/],
  ])("%s, which have no properties that could be columns, and says what to give", async (_, rows, message) => {
    await expect(from(rows)).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringMatching(message) });
  });

  it("neither objects of a class that shows its values, nor empty ones among others, nor empty arrays", async () => {
    expect((await from([new Open(), {}, Object.create(null)])).toRows()).toEqual([{ city: "Oslo" }, { city: null }, { city: null }]);
    expect((await from({ a: new Float64Array(0) })).numRows).toBe(0);
  });
});
