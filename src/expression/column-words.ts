/** Functions that formulas over columns alone have (columns/functions), which is loaded where there are columns. */
export const COLUMN_WORDS: ReadonlySet<string> = new Set(
  (
    "length lower upper trim replace contains startsWith endsWith split concat text matches extract year quarter month day weekday " +
    "dayOfYear isoWeek isoYear hour minute second millisecond truncate date timestamp inZone number boolean"
  ).split(" "),
);
