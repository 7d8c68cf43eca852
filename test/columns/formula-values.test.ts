/** What values of formulas over columns are, to the last digit. */
import { describe, expect, it } from "vitest";
import { times } from "./columns";
import { dates, durations, evaluated, type Inputs, numbers } from "./formula-columns";

const valuesOf = (text: string, inputs: Inputs) => evaluated(text, inputs).toArray();

describe("a length of time in a formula", () => {
  // The clocks of Berlin were set forward in the night to 2020-03-29.
  const t = times("s", "Europe/Berlin", "2020-03-28T12:00:00+01:00", null);
  const one = numbers([1, 1]);
  it.each([
    ["t + 1d", "2020-03-29T12:00:00+02:00"], ["t + 0.5w - 2.5d", "2020-03-29T13:00:00+02:00"], ["t + 1w - 6d", "2020-03-29T12:00:00+02:00"],
    ["t + 24h", "2020-03-29T13:00:00+02:00"], ["t + 1440min", "2020-03-29T13:00:00+02:00"], ["t + 12h * 2", "2020-03-29T13:00:00+02:00"],
    ["t + 1d * 2", "2020-03-30T12:00:00+02:00"], ["t + (1d + 24h)", "2020-03-30T12:00:00+02:00"], ["t + 48h - 1d", "2020-03-29T13:00:00+02:00"],
    ["t + 1.5d", "2020-03-30T01:00:00+02:00"], ["t + one * 1d", "2020-03-29T13:00:00+02:00"], ["t + 2d / 2", "2020-03-29T13:00:00+02:00"],
    ["t + -1d * -1", "2020-03-29T12:00:00+02:00"],
  ])("%s goes by the clock on the wall for whole days and weeks, else by exact time", (text, want) => {
    expect(valuesOf(text, { t, one })).toEqual([want, null]);
  });

  it("has days of 24 hours where it stands beside other lengths", () => {
    expect(valuesOf("took / 1d", { took: durations([86_400n, 43_200n], "s") })).toEqual([1, 0.5]);
    expect(valuesOf("took == 1d and took >= 24h and took < 1w", { took: durations([86_400n], "s") })).toEqual([true]);
    expect(valuesOf("if(1d == 24h and 1w / 1d == 7, one, 0)", { one })).toEqual([1, 1]);
    expect(valuesOf("took + 1d", { took: durations([1n], "ms") })).toEqual([86_400_001]);
    expect(valuesOf("coalesce(took, 1d)", { took: durations([null], "ms") })).toEqual([86_400_000]);
  });

  it("makes a timestamp of a date and hours, however many", () => {
    const day = dates(["2020-01-31"]);
    expect(valuesOf("day + 24h", { day })).toEqual(["2020-02-01T00:00:00"]);
    expect(valuesOf("day + 1d", { day })).toEqual(["2020-02-01"]);
    expect(() => evaluated("day + one", { day, one: numbers([1]) })).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/x \* 1d/) }));
  });
});
