/** Names that SQL, pandas, Polars and JavaScript have for what is called otherwise here, in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  length: "len strlen char_length character_length len_chars",
  lower: "lcase tolower tolowercase to_lowercase lowercase",
  upper: "ucase toupper touppercase to_uppercase uppercase",
  trim: "strip btrim strip_chars",
  replace: "replaceall replace_all str_replace",
  contains: "includes instr strpos has str_contains",
  startsWith: "starts_with startswith",
  endsWith: "ends_with endswith",
  matches: "regexp regexp_like regexp_matches rlike match test",
  extract: "substr substring regexp_extract slice",
  split: "split_part strsplit",
  concat: "concatenate concat_ws join",
  date: "to_date todate strptime cast_date",
  timestamp: "datetime to_datetime to_timestamp todatetime",
  truncate: "date_trunc trunc_date datetrunc",
  weekday: "dayofweek day_of_week dow isodow",
  dayOfYear: "doy day_of_year",
  isoWeek: "week weekofyear week_of_year",
  inZone: "at_time_zone tz_convert convert_time_zone tz_localize",
  number: "to_number parsefloat parseint float int to_numeric cast",
  text: "str tostring to_string string to_char",
  boolean: "bool to_bool",
  isNull: "isna is_null is_none isnone is_na",
  coalesce: "ifnull nvl fillna fill_null",
  if: "iif case when ifelse if_else where",
};

/** Of each of them, in lower case, what it is called here. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([name, others]) => others.split(" ").map((other): [string, string] => [other, name])),
);
