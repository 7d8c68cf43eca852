import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateText, timestampText } from "../../src/columns/calendar";
import { dateFormatOf } from "../../src/columns/date-format";
import { isoMoment, ofStrings } from "../../src/columns/date-text";

const day = (year: number, month: number, date: number) => new Date(0).setUTCFullYear(year, month - 1, date) / 864e5;
const compileDateFormat = (format: string) => ofStrings(dateFormatOf(format).parse);
const JAN_31 = day(2020, 1, 31);
const NOON_HALF = 45_000e9;
const allDays = fc.integer({ min: -98_600_000, max: 98_600_000 });
const commonDays = fc.integer({ min: day(1, 1, 1), max: day(9999, 12, 31) });

describe("dates and times of ISO 8601", () => {
  it.each<[string, unknown]>([
    ["2020-01-31", { days: JAN_31, ns: 0 }],
    ["2020-02-29", { days: day(2020, 2, 29), ns: 0 }],
    ["0001-01-01", { days: -719_162, ns: 0 }],
    ["+012345-06-07", { days: day(12_345, 6, 7), ns: 0 }],
    ["-000001-12-31", { days: day(-1, 12, 31), ns: 0 }],
    ["2020-01-31T12:30", { days: JAN_31, ns: NOON_HALF }],
    ["2020-01-31 12:30:00", { days: JAN_31, ns: NOON_HALF }],
    ["2020-01-31t12:30:00.5", { days: JAN_31, ns: NOON_HALF + 5e8 }],
    ["2020-01-31T12:30:00,000000001", { days: JAN_31, ns: NOON_HALF + 1 }],
    ["2020-01-31T12:30:00.123456789000", { days: JAN_31, ns: NOON_HALF + 123_456_789 }],
    ["2020-01-31T24:00:00", { days: JAN_31 + 1, ns: 0 }],
    ["2020-01-31T12:30:00Z", { days: JAN_31, ns: NOON_HALF, offsetSeconds: 0 }],
    ["2020-01-31 12:30:00 UTC", { days: JAN_31, ns: NOON_HALF, offsetSeconds: 0 }],
    ["2020-01-31T12:30:00-00:00", { days: JAN_31, ns: NOON_HALF, offsetSeconds: 0 }],
    ["2020-01-31T12:30-03:00", { days: JAN_31, ns: NOON_HALF, offsetSeconds: -10_800 }],
    ["2020-01-31T12:30:00.25+0545", { days: JAN_31, ns: NOON_HALF + 25e7, offsetSeconds: 20_700 }],
    ["2020-01-31T12:30:00+05", { days: JAN_31, ns: NOON_HALF, offsetSeconds: 18_000 }],
    ["2020-01-31T12:30:00-00:01:15", { days: JAN_31, ns: NOON_HALF, offsetSeconds: -75 }],
    ["2020-01-31T12:30:00-03:00[America/Sao_Paulo]", { days: JAN_31, ns: NOON_HALF, offsetSeconds: -10_800 }],
  ])("reads %s", (text, wanted) => {
    expect(isoMoment(text)).toEqual(wanted);
  });

  it.each([
    "", "2020", "2020-01", "2020-1-31", "2020-02-30", "2019-02-29", "2020-13-01", "2020-00-10", "2020-01-00", "20200131", "2020/01/31", "2020-01-31x",
    "2020-01-31T", "2020-01-31T12", "2020-01-31T25:00", "2020-01-31T12:60", "2020-01-31T12:30:60", "2020-01-31T24:00:01", "2020-01-31T24:00:00.1",
    "2020-01-31T12:30:00.", "2020-01-31T12:30:00.1234567891", "2020-01-31T12:30:00Zx", "2020-01-31T12:30:00+5", "2020-01-31T12:30:00+24:00",
    "2020-01-31T12:30:00[UTC]", "2020-01-31T12:30:00 ", " 2020-01-31", "-000000-01-01", "12020-01-01", "+2020-01-01", "２０２０-01-31", "2020-01-31T12:30:00+",
    "2020-01-31T12:30:00.5.5", "x".repeat(1000), "2020-01-31T1:30", "2020-01-31T12:30:0",
  ])("refuses %j", (text) => {
    expect(isoMoment(text)).toBeUndefined();
  });

  it("gives back every day that dates are written as", () => {
    fc.assert(fc.property(fc.oneof(allDays, commonDays), (days) => {
      expect(isoMoment(dateText(days))).toEqual({ days, ns: 0 });
    }));
  });

  it("gives back every moment that timestamps are written as, to the nanosecond", () => {
    const zones = fc.constantFrom(undefined, "UTC", "America/St_Johns", "Europe/London", "+05:45");
    const units = fc.constantFrom(["s", 1n] as const, ["ms", 1000n] as const, ["us", 1_000_000n] as const, ["ns", 1_000_000_000n] as const);
    fc.assert(fc.property(units, zones, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), ([unit, per], zone, any) => {
      const value = unit === "s" || unit === "ms" ? any % (8_500_000_000_000n * per) : any;
      const { days, ns, offsetSeconds = 0 } = isoMoment(timestampText(value, unit, zone))!;
      const found = (BigInt(days) * 86_400n - BigInt(offsetSeconds)) * 1_000_000_000n + BigInt(ns);
      expect(found).toBe(value * (1_000_000_000n / per));
    }), { numRuns: 500 });
  });
});

describe("named formats of dates and times", () => {
  it.each<[format: string, text: string, wanted: unknown]>([
    ["DD/MM/YYYY", "31/01/2020", { days: JAN_31, ns: 0 }],
    ["DD/MM/YYYY", "3/1/2020", { days: day(2020, 1, 3), ns: 0 }],
    ["M/D/YY", "1/31/20", { days: JAN_31, ns: 0 }],
    ["M/D/YY", "1/31/69", { days: day(1969, 1, 31), ns: 0 }],
    ["M/D/YY", "1/31/68", { days: day(2068, 1, 31), ns: 0 }],
    ["YYYYMMDD", "20200131", { days: JAN_31, ns: 0 }],
    ["YYYYMMDDHHmmssSSS", "20200131123000250", { days: JAN_31, ns: NOON_HALF + 25e7 }],
    ["D MMM YYYY", "31 Jan 2020", { days: JAN_31, ns: 0 }],
    ["D MMM YYYY", "9 sept. 2020", { days: day(2020, 9, 9), ns: 0 }],
    ["MMMM D, YYYY", "january 31, 2020", { days: JAN_31, ns: 0 }],
    ["MMM YYYY", "May 2020", { days: day(2020, 5, 1), ns: 0 }],
    ["ddd, DD MMM YYYY HH:mm:ss Z", "Fri, 31 Jan 2020 12:30:00 GMT", { days: JAN_31, ns: NOON_HALF, offsetSeconds: 0 }],
    ["DD/MMM/YYYY:HH:mm:ss ZZ", "31/Jan/2020:12:30:00 -0300", { days: JAN_31, ns: NOON_HALF, offsetSeconds: -10_800 }],
    ["DD/MM/YYYY HH:mm:ss.SSS", "31/01/2020 12:30:00.123456", { days: JAN_31, ns: NOON_HALF + 123_456_000 }],
    ["DD/MM/YYYY hh:mm:ss.SSS A Z", "31/01/2020 12:30:00.25 PM +05:30", { days: JAN_31, ns: NOON_HALF + 25e7, offsetSeconds: 19_800 }],
    ["DD/MM/YYYY h:mm a", "31/01/2020 12:30 a.m.", { days: JAN_31, ns: 1_800e9 }],
    ["YYYY-MM-DDTHH:mm", "2020-01-31T12:30", { days: JAN_31, ns: NOON_HALF }],
    ["[le] D.M.YYYY[ à] H[h]mm", "le 31.1.2020 à 12h30", { days: JAN_31, ns: NOON_HALF }],
    ["YYYY-DDD", "2020-366", { days: day(2020, 12, 31), ns: 0 }],
    ["DDDD/YY HH:mm", "001/19 12:30", { days: day(2019, 1, 1), ns: NOON_HALF }],
    ["X", "-1", { days: -1, ns: 86_399e9, offsetSeconds: 0 }],
    ["x", "1580473800250", { days: JAN_31, ns: NOON_HALF + 25e7, offsetSeconds: 0 }],
  ])("%s reads %s", (format, text, wanted) => {
    expect(compileDateFormat(format)(text)).toEqual(wanted);
  });

  it.each([
    ["DD/MM/YYYY", "01/31/2020"], ["DD/MM/YYYY", "31/01/2020 "], ["DD/MM/YYYY", "31/01/20"], ["DD/MM/YYYY", "/01/2020"], ["YYYYMMDD", "2020131"],
    ["D MMM YYYY", "31 Foo 2020"], ["D MMM YYYY", "30 Feb 2020"], ["h:mm A DD/MM/YYYY", "13:00 PM 31/01/2020"], ["h:mm A DD/MM/YYYY", "0:00 AM 31/01/2020"],
    ["YYYY-DDD", "2019-366"], ["YYYY-DDD", "2019-000"], ["YYYY-DDD", "2019-1"], ["D/M/YYYY HH:mm", "1/1/2020 24:01"], ["D/M/YYYY HH:mm", "1/1/2020 12:60"], ["D/M/YYYY Z", "1/1/2020 "], ["D/M/YYYY Z[ab]", "1/1/2020 +ab"], ["MMMM YYYY", "Jan 2020"], ["X", "1.5"],
  ])("%s refuses %j", (format, text) => {
    expect(compileDateFormat(format)(text)).toBeUndefined();
  });

  it.each([
    ["%d/%m/%Y", /"%", which is none of YYYY YY MMMM/], ["dd/mm/yyyy", /"dd?"|no year|"d"/], ["DD/MM", /has no year/], ["", /has no year/], ["YYYY hh:mm", /needs both h and A/],
    ["YYYY HH:mm A", /needs both h and A/], ["YYYY Q", /"Q", which is none of/], ["YYYY-DDD-DD", /has the day of the year \(DDD\) and another/], ["MMM YYYY DDD", /DDD\) and another/],
  ])("%j is no format", (format, message) => {
    expect(() => compileDateFormat(format)).toThrow(message);
  });

  it("reads every day of four digits' years that it is written as", () => {
    const read = compileDateFormat("DD MMM YYYY HH:mm:ss.SSSSSSSSS Z");
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    fc.assert(fc.property(commonDays, fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999_999 }), (days, second, ns) => {
      const [year, month, date] = dateText(days).split("-");
      const time = new Date(second * 1000).toISOString().slice(11, 19);
      const text = `${date} ${names[+month! - 1]} ${year} ${time}.${String(ns).padStart(9, "0")} -03:30`;
      expect(read(text)).toEqual({ days, ns: second * 1e9 + ns, offsetSeconds: -12_600 });
    }));
  });
});
