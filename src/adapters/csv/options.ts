/** What a caller may say of a CSV file. */
import { isZone } from "../../columns/zones";
import { BadOption } from "../../errors";
import { encodingNamed } from "./encoding";
import { quoted } from "../../shown";

export interface CsvReadOptions {
  /** One ASCII character. Default: the one of , ; tab | that splits the first rows evenly. */
  delimiter?: string | undefined;
  /** One ASCII character, or "" where nothing is quoted. Default: ". */
  quote?: string | undefined;
  /** Rows that begin with this ASCII character are left out. Default: none. */
  comment?: string | undefined;
  /**
   * Whether the first row has the names. Default: "auto": it has, unless a field of it outside quotes is a number with a fraction or an
   * exponent, or a timestamp with a time of day, and all values below it are of that type. Lines before it are left out where they cannot
   * be rows: with at most half of the fields that most rows have, and a blank line after them; or with less than half of three fields or
   * more, if the row that follows has names above values of other types. "# " before the names is left out, too.
   */
  header?: boolean | "auto" | undefined;
  /** Lines to leave out at the beginning. Default: 0. */
  skipRows?: number | undefined;
  /** Such as "utf-8", "windows-1252", "utf-16le". Default: by the byte order mark, or by what the bytes look like. */
  encoding?: string | undefined;
  /** More texts that stand for nulls: they add to NA, N/A, n/a, #N/A, null, NULL, None, - and kin. */
  missing?: readonly string[] | undefined;
  /** Whether NA and its kin stand for nulls: false where NA is Namibia. Default: true. */
  usualMissing?: boolean | undefined;
  /** "fill": rows may have fewer fields (then the last ones are null), or more, if those are blank. Default: "error". */
  ragged?: "error" | "fill" | undefined;
  /** What happens to columns of one name: "rename" makes name_2, name_3 of them. Default: "rename". */
  duplicates?: "rename" | "error" | undefined;
  /** The sign before the fractions of numbers. Default: as each column shows. */
  decimal?: "." | "," | undefined;
  /**
   * The zone of timestamps that are written without an offset: the earlier moment of a time that its clocks show twice; one that they never
   * show is an error. Default: none; timestamps are of the clock on the wall.
   */
  zone?: string | undefined;
}

export interface CheckedOptions extends CsvReadOptions {
  header: boolean | "auto";
  quote: string;
  skipRows: number;
  missing: readonly string[];
  usualMissing: boolean;
  ragged: "error" | "fill";
  duplicates: "rename" | "error";
}

const SIGN = /^[\t\x20-\x7e]$/;
const isSign = (value: unknown) => typeof value === "string" && SIGN.test(value);

/** @throws BadOption */
export function checkedOptions(options: CsvReadOptions, name: string): CheckedOptions {
  const checked = {
    ...options, header: options.header ?? "auto", quote: options.quote ?? '"', skipRows: options.skipRows ?? 0,
    missing: options.missing ?? [],
    usualMissing: options.usualMissing ?? true, ragged: options.ragged ?? "error", duplicates: options.duplicates ?? "rename",
  };
  const { delimiter, quote, comment = "", encoding, zone } = checked;
  const check = (key: keyof CsvReadOptions, isRight: boolean, expected: string) => {
    if (isRight) return;
    const given = options[key];
    throw new BadOption(`${name}: ${key} must be ${expected}, got ${typeof given === "string" ? quoted(given) : String(given)}`);
  };
  check("delimiter", delimiter === undefined || (isSign(delimiter) && delimiter !== quote), "one ASCII character that is not the quote");
  check("quote", quote === "" || isSign(quote), 'one ASCII character, or ""');
  check("comment", comment === "" || (isSign(comment) && comment !== delimiter && comment !== quote), "one ASCII character, or none");
  check("header", [true, false, "auto"].includes(checked.header), 'true, false or "auto"');
  check("skipRows", Number.isInteger(checked.skipRows) && checked.skipRows >= 0, "a number of lines");
  check("encoding", encoding === undefined || encodingNamed(String(encoding)) !== undefined, 'one such as "utf-8" or "windows-1252"');
  const isTexts = Array.isArray(checked.missing) && checked.missing.every((text) => typeof text === "string");
  check("missing", isTexts, "an array of texts");
  check("usualMissing", typeof checked.usualMissing === "boolean", "true or false");
  check("ragged", ["error", "fill"].includes(checked.ragged), '"error" or "fill"');
  check("duplicates", ["rename", "error"].includes(checked.duplicates), '"rename" or "error"');
  check("decimal", checked.decimal === undefined || [".", ","].includes(checked.decimal), '"." or ","');
  check("zone", zone === undefined || (typeof zone === "string" && isZone(zone)), 'a time zone such as "UTC" or "Europe/Paris"');
  return checked;
}
