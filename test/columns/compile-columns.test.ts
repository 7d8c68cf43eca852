/** Formulas over columns, compiled once. */
import { flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { columnOf, tableOf, textColumn } from "./made";

const t = textColumn(["a", null, "c"], true), v = columnOf(Float64Array.of(1, 2, 3));

describe("compile of a formula over columns", () => {
  it("gives a function of columns in the order of its inputs, or of a table that has them", async () => {
    const shown = flux.compile("concat(upper(t), v)", { inputs: ["v", "t"] });
    expect(shown.inputs).toEqual(["v", "t"]);
    for (const result of [await shown(v, t), shown.sync(v, t), await shown(tableOf({ t, v })), await flux.map(shown, v, t)]) {
      expect(result.toArray()).toEqual(["A1", null, "C3"]);
    }
    expect((await flux.compile("x == 'a'")(t)).toArray()).toEqual([true, null, false]);
    expect((await flux.compile("upper(x)")(t)).toArray()).toEqual(["A", null, "C"]);
  });

  it("says at once what cannot be read, and by the call what types do not fit", async () => {
    expect(() => flux.compile("upper(t", { inputs: ["t"] })).toThrow(/expected "\)" after what upper is given, got the end, at character 8/);
    expect(() => flux.compile("upper(u)", { inputs: ["t"] })).toThrow(expect.objectContaining({ code: "FormulaSyntax" }));
    const upper = flux.compile("upper(t)", { inputs: ["t"] });
    await expect(upper(v)).rejects.toMatchObject({ code: "FormulaType" });
    await expect((upper as (x: Float64Array) => Promise<unknown>)(Float64Array.of(1))).rejects.toThrow(/it needs a column/);
    await expect(flux.map(upper, Float64Array.of(1))).rejects.toThrow(/it needs a column/);
    expect(() => flux.explain("upper(s")).toThrow(/expected "\)" after what upper is given/);
    expect(() => flux.explain("not upper(s) in ('a', Math.PI) and null")).toThrow(/it needs a column/);
  });
});
