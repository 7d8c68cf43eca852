import { describe, expect, it } from "vitest";
import { AmbiguousDate, BadValue } from "../../src/data-errors";
import { BadOption } from "../../src/errors";
import type { WantedType } from "../../src/adapters/format";
import { shownAt } from "../../src/columns/zones";
import { inBlocksOf, nothingPlain, type ReadSettings, tableOf } from "./csv-tables";

/** A column of quoted texts, as it is read: its type and values. */
async function dates(texts: string[], settings: ReadSettings = {}) {
  const text = `"d","n"\n${texts.map((one) => `"${one}","1"\n`).join("")}`;
  const [[, type, values]] = (await tableOf(text, settings)) as [[string, string, unknown[]]];
  for (const parsing of [inBlocksOf(1), inBlocksOf(2, nothingPlain)]) {
    expect((await tableOf(text, settings, parsing))[0]).toEqual(["d", type, values]);
  }
  return [type, ...values];
}
const asked = (type: WantedType) => ({ types: { d: type } });

describe("dates of a column", () => {
  it.each<[string, string[], unknown[]]>([
    ["ISO", ["2020-01-31", "2020-02-29"], ["date", "2020-01-31", "2020-02-29"]],
    ["ISO with single digits", ["2020-1-5", "2020-12-31"], ["date", "2020-01-05", "2020-12-31"]],
    ["ISO weeks", ["2020-W01-1", "2020-W53-7", "2015-W01-1"], ["date", "2019-12-30", "2021-01-03", "2014-12-29"]],
    ["year, month and day with slashes", ["2020/1/31", "2020/02/01"], ["date", "2020-01-31", "2020-02-01"]],
    ["year, month and day with points", ["2020.01.31"], ["date", "2020-01-31"]],
    ["day, month and year with points", ["03.04.2020", "1.12.2020"], ["date", "2020-04-03", "2020-12-01"]],
    ["day first, as one row shows", ["03/04/2020", "13/04/2020"], ["date", "2020-04-03", "2020-04-13"]],
    ["month first, as one row shows", ["03/04/2020", "1/13/2020"], ["date", "2020-03-04", "2020-01-13"]],
    ["month first with dashes", ["03-04-2020", "01-31-2020"], ["date", "2020-03-04", "2020-01-31"]],
    ["days that are the same either way", ["03/03/2020", "04/04/2020"], ["date", "2020-03-03", "2020-04-04"]],
    ["names of months", ["31-Jan-2020", "1-SEP-2020"], ["date", "2020-01-31", "2020-09-01"]],
    ["whole names of months", ["1 January 2000", "29 february 2000"], ["date", "2000-01-01", "2000-02-29"]],
    ["month first by name", ["Jan 1 2000", "March 15, 2001", "Sept 3, 2001"], ["date", "2000-01-01", "2001-03-15", "2001-09-03"]],
    ["year first with a name", ["2020-Jan-31"], ["date", "2020-01-31"]],
    ["moments", ["2020-01-31T12:30:00", "2020-01-31 12:30", "2020-01-31 1:30:00.25"],
      ["timestamp", "2020-01-31T12:30:00", "2020-01-31T12:30:00", "2020-01-31T01:30:00.25"]],
    ["moments and days", ["2020-01-31", "2020-01-31 12:30:00"], ["timestamp", "2020-01-31T00:00:00", "2020-01-31T12:30:00"]],
    ["moments with AM and PM", ["1/31/2020 12:30 AM", "1/31/2020 12:30:15 PM", "1/31/2020 1:05 pm"],
      ["timestamp", "2020-01-31T00:30:00", "2020-01-31T12:30:15", "2020-01-31T13:05:00"]],
    ["fractions after a comma", ["2016-12-19 16:31:48,025"], ["timestamp", "2016-12-19T16:31:48.025"]],
    ["nanoseconds", ["2020-01-31T12:30:00.123456789", "2020-01-31"],
      ["timestamp ns", "2020-01-31T12:30:00.123456789", "2020-01-31T00:00:00"]],
    ["moments in UTC", ["2020-01-31T12:30:00Z", "2020-01-31T12:30:00.5Z"],
      ["timestamp UTC", "2020-01-31T12:30:00Z", "2020-01-31T12:30:00.5Z"]],
    ["offsets of all kinds", ["2020-01-31T12:30:00+05:30", "2020-01-31T12:30:00-0300", "2020-01-31 12:30:00 +01"],
      ["timestamp UTC", "2020-01-31T07:00:00Z", "2020-01-31T15:30:00Z", "2020-01-31T11:30:00Z"]],
    ["mail's dates", ["Sat, 01 Jan 2000 00:00:00 +0000"], ["timestamp UTC", "2000-01-01T00:00:00Z"]],
    ["logs' dates", ["17/May/2015:10:05:03 +0000"], ["timestamp UTC", "2015-05-17T10:05:03Z"]],
    ["words for null among them", ["2020-01-31", "NA", ""], ["date", "2020-01-31", null, null]],
  ])("may be %s", async (_, texts, expected) => {
    expect(await dates(texts)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["a day that does not exist", ["2020-01-31", "2020-02-30"]],
    ["digits that are none", ["2020-01-31", "2x20-01-31"]],
    ["digits of a time that are none", ["2020-01-31T1a:00:00", "2020-01-31T12:00:00"]],
    ["a fraction that is none", ["2020-01-31T12:00:00.1x", "2020-01-31T12:00:00"]],
    ["a month that does not exist", ["31/01/2020", "01/13/2020"]],
    ["dates in two orders", ["2020-01-31", "31.01.2020"]],
    ["an hour that does not exist", ["2020-01-31 24:30"]],
    ["an hour of the afternoon beyond twelve", ["2020-01-31 13:30 PM"]],
    ["a week that does not exist", ["2019-W53-1"]],
    ["years of two digits", ["31/01/20"]],
    ["years and months alone", ["2020-01"]],
    ["times with an offset and without", ["2020-01-31T12:30:00Z", "2020-01-31T12:30:00"]],
    ["ten digits of a second", ["2020-01-31T12:30:00.1234567891"]],
    ["nanoseconds of years that 64 bits do not reach", ["1600-01-31T12:30:00.123456789"]],
    ["months of no name", ["31 Foo 2020"]],
    ["other words", ["today"]],
  ])("are text with %s", async (_, texts) => {
    expect(await dates(texts)).toEqual(["text", ...texts]);
  });

  it("that may have the day or the month first are an error that shows two rows and asks for the format", async () => {
    const error = (texts: string[], settings?: ReadSettings) => dates(texts, settings).then(String, (thrown: AmbiguousDate) => thrown);
    const thrown = await error(["05/05/2020", "03/04/2020", "", "05/06/2020"]);
    expect(thrown).toBeInstanceOf(AmbiguousDate);
    expect((thrown as AmbiguousDate).column).toBe("d");
    expect((thrown as Error).message).toBe(
      'data.csv: column "d" has dates that may be DD/MM/YYYY or MM/DD/YYYY, and no row decides: row 2 is "03/04/2020", row 4 is ' +
        '"05/06/2020". Give the format: types: { "d": { type: "date", format: "DD/MM/YYYY" } }, or "MM/DD/YYYY"',
    );
    expect(String(await error(["03-04-2020 12:30"]))).toMatch(/DD-MM-YYYY or MM-DD-YYYY.*type: "timestamp", format: "DD-MM-YYYY HH:mm:ss"/);
    expect(await error(["03/04/2020"], asked({ type: "date" }))).toBeInstanceOf(AmbiguousDate);
    expect(await dates(["03/04/2020", "05/06/2020"], asked({ type: "date", format: "DD/MM/YYYY" }))).toEqual(
      ["date", "2020-04-03", "2020-06-05"],
    );
  });
});

describe("dates that are asked for", () => {
  it.each<[string, string, string]>([
    ["YYYYMMDD", "20200131", "2020-01-31"],
    ["DD/MM/YY", "31/01/68", "2068-01-31"],
    ["DD/MM/YY", "31/01/69", "1969-01-31"],
    ["D.M.YYYY", "1.12.2020", "2020-12-01"],
    ["YYYY-DDD", "2020-366", "2020-12-31"],
    ["MMMM D, YYYY", "March 5, 2020", "2020-03-05"],
    ["ddd DD-MMM-YYYY", "Tue 31-Mar-2020", "2020-03-31"],
    ["[day] D [of] M YYYY", "day 3 of 4 2020", "2020-04-03"],
  ])("are read as %s", async (format, text, expected) => {
    expect(await dates([text], asked({ type: "date", format }))).toEqual(["date", expected]);
  });

  it.each<[string, string, string]>([
    ["DD/MM/YYYY HH:mm:ss", "31/01/2020 23:59:01", "2020-01-31T23:59:01"],
    ["M/D/YYYY h:mm A", "1/31/2020 12:05 AM", "2020-01-31T00:05:00"],
    ["YYYYMMDDTHHmmss.SSS", "20200131T235901.250", "2020-01-31T23:59:01.25"],
    ["YYYY-MM-DD HH.mm.ss,SSS", "2020-01-31 23.59.01,025", "2020-01-31T23:59:01.025"],
  ])("are moments as %s", async (format, text, expected) => {
    expect(await dates([text], asked({ type: "timestamp", format }))).toEqual(["timestamp", expected]);
  });

  it("are moments in UTC where the format has an offset", async () => {
    expect(await dates(["31/01/2020 12:00 +0530"], asked({ type: "timestamp", format: "DD/MM/YYYY HH:mm Z", zone: "UTC" }))).toEqual(
      ["timestamp UTC", "2020-01-31T06:30:00Z"],
    );
    expect(await dates(["31/01/2020 12:00 +0530"], asked({ type: "timestamp", format: "DD/MM/YYYY HH:mm Z" }))).toEqual(
      ["timestamp UTC", "2020-01-31T06:30:00Z"],
    );
  });

  it("are counts of units since 1970 where the format is epoch", async () => {
    expect(await dates(["0", "-1"], asked({ type: "timestamp", format: "epoch" }))).toEqual(
      ["timestamp s", "1970-01-01T00:00:00", "1969-12-31T23:59:59"],
    );
    expect(await dates(["1580000000250"], asked({ type: "timestamp", format: "epoch", unit: "ms", zone: "UTC" }))).toEqual(
      ["timestamp ms UTC", "2020-01-26T00:53:20.25Z"],
    );
  });

  it("have the unit that is asked for, and lose nothing to it", async () => {
    expect(await dates(["2020-01-31T12:30:00.25"], asked({ type: "timestamp", unit: "ms" }))).toEqual(
      ["timestamp ms", "2020-01-31T12:30:00.25"],
    );
    await expect(dates(["2020-01-31T12:30:00", "2020-01-31T12:30:00.25"], asked({ type: "timestamp", unit: "s" }))).rejects.toThrow(
      'row 2, column "d": "2020-01-31T12:30:00.25" is finer than the unit s',
    );
  });

  it.each<[string[], WantedType, number, string]>([
    [["2020-01-31", "31/02/2020"], { type: "date", format: "YYYY-MM-DD" }, 2, "no date that exists, written as YYYY-MM-DD"],
    [["31/02/2020"], { type: "date", format: "DD/MM/YYYY" }, 1, "no date that exists, written as DD/MM/YYYY"],
    [["2020-01-31", "", "2020-02-30"], { type: "date" }, 3, "no date that exists, written as YYYY-MM-DD"],
    [["13/01/2020", "soon", "14/01/2020"], { type: "date" }, 2, "no date that exists, written as DD/MM/YYYY"],
    [["2020-01-31 12:00"], { type: "date" }, 1, "a date with a time"],
    [["2020-01-31T12:30:00", "x"], { type: "timestamp" }, 2, "no moment that exists"],
    [["2020-01-31T12:30:00Z", "2020-01-31T12:30:00"], { type: "timestamp" }, 2, "without an offset"],
    [["2020-01-31T12:30:00Z", "2020-01-31T12:30:00", "2020-01-31T12:30:00"], { type: "timestamp" }, 1, "a moment with an offset"],
  ])("of %j as %j are an error in row %d: %s", async (texts, type, row, problem) => {
    const thrown = (await dates(texts, asked(type)).catch((error: unknown) => error)) as BadValue;
    expect(thrown).toBeInstanceOf(BadValue);
    expect(thrown).toMatchObject({ row, column: "d" });
    expect(thrown.message).toContain(`data.csv: row ${row}, column "d": "${texts[row - 1]}" is ${problem}`);
  });

  it.each(["DD", "YYYY-QQ-DD", "MM/DD", "YYYY YYYY MM DD", "YYYY YY MM DD", "HH:mm"])("are of no format %j", async (format) => {
    await expect(dates(["2020-01-31"], asked({ type: "date", format }))).rejects.toThrow(BadOption);
    await expect(dates(["1"], asked({ type: "int32", format: "YYYY-MM-DD" }))).rejects.toThrow(BadOption);
  });
});

describe("times of a zone's clocks", () => {
  const zone = "America/New_York";
  it.each<[string, ReadSettings]>([["of the file", { zone }], ["of the column", asked({ type: "timestamp", zone })]])(
    "%s become moments: the earlier one where clocks were set back", async (_, settings) => {
      const texts = ["2021-03-14 01:59:59", "2021-03-14 03:00:00", "2021-11-07 01:30:00", "2021-11-07 02:00:00.5"];
      expect(await dates(texts, settings)).toEqual([
        `timestamp ${zone}`, "2021-03-14T01:59:59-05:00", "2021-03-14T03:00:00-04:00", "2021-11-07T01:30:00-04:00",
        "2021-11-07T02:00:00.5-05:00",
      ]);
    });

  it("that were never shown are an error with the row", async () => {
    await expect(dates(["2021-03-14 01:00:00", "2021-03-14 02:30:00"], { zone })).rejects.toThrow(
      `row 2, column "d": "2021-03-14T02:30:00" is a time that the clocks of ${zone} never show`,
    );
    await expect(dates(["3/14/2021 2:30 AM"], { zone })).rejects.toThrow(
      `"3/14/2021 2:30 AM" is a time that the clocks of ${zone} never show`,
    );
  });

  it("may stand among moments with an offset", async () => {
    expect(await dates(["2021-01-01T12:00:00", "2021-01-01T12:00:00Z"], { zone })).toEqual(
      [`timestamp ${zone}`, "2021-01-01T12:00:00-05:00", "2021-01-01T07:00:00-05:00"],
    );
    expect(await dates(["2021-01-01T12:00:00", "2021-06-01T12:00:00"], { zone: "UTC" })).toEqual(
      ["timestamp UTC", "2021-01-01T12:00:00Z", "2021-06-01T12:00:00Z"],
    );
  });

  it("are moments where clocks show them, whichever way clocks were set, and none where they never do", () => {
    const at = (text: string) => Date.parse(`${text}Z`) / 1000;
    expect(shownAt("America/Sao_Paulo", at("2018-11-04T00:30:00"))).toBeUndefined();
    expect(shownAt("America/Sao_Paulo", at("2018-02-17T23:30:00"))).toBe(at("2018-02-18T01:30:00"));
    expect(shownAt("Europe/Paris", at("2021-10-31T02:30:00"))).toBe(at("2021-10-31T00:30:00"));
    expect(shownAt("Australia/Lord_Howe", at("2021-10-03T02:15:00"))).toBeUndefined();
    expect(shownAt("Pacific/Apia", at("2011-12-30T12:00:00"))).toBeUndefined();
    expect(shownAt("Pacific/Apia", at("2011-12-31T00:00:00"))).toBe(at("2011-12-30T10:00:00"));
    expect(shownAt("+05:30", at("2021-01-01T00:00:00"))).toBe(at("2020-12-31T18:30:00"));
    expect(shownAt("UTC", 5)).toBe(5);
  });
});
