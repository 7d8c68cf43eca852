import { describe, expect, it } from "vitest";
import { inBlocksOf, nothingPlain, type ReadSettings, tableOf } from "./csv-tables";

type Expected = [name: string, type: string, values: unknown[]][];
type Case = [title: string, text: string | Uint8Array, expected: Expected, settings?: ReadSettings];

const latin1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf16 = (text: string, isBig: boolean, ...marks: number[]) =>
  Uint8Array.from([...marks, ...Array.from(text).flatMap((sign) => {
    const units = Array.from({ length: sign.length }, (_, i) => sign.charCodeAt(i));
    return units.flatMap((unit) => (isBig ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8]));
  })]);
const mark = (text: string) => Uint8Array.from([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(text)]);
const ab = (a: unknown[], b: unknown[]): Expected => [["a", "int32", a], ["b", "int32", b]];
const one = (type: string, values: unknown[]): Expected => [["v", type, values]];

const CASES: Case[] = [
  // bytes
  ["a byte order mark", mark("a,b\n1,2\n"), ab([1], [2])],
  ["a byte order mark before a quoted name", mark('"a",b\n1,2\n'), ab([1], [2])],
  ["UTF-16 LE with its mark", utf16("a,b\r\n1,2\r\n", false, 0xff, 0xfe), ab([1], [2])],
  ["UTF-16 BE with its mark", utf16("a,b\r\n1,2\r\n", true, 0xfe, 0xff), ab([1], [2])],
  ["UTF-16 LE without a mark", utf16("name,v\nJosé,1\n", false), [["name", "text", ["José"]], ["v", "int32", [1]]]],
  ["UTF-16 BE without a mark", utf16("name,v\n😀,1\n", true), [["name", "text", ["😀"]], ["v", "int32", [1]]]],
  ["Latin-1", latin1("ville;n\nOrl\xe9ans;1\n"), [["ville", "text", ["Orléans"]], ["n", "int32", [1]]]],
  ["windows-1252 with a euro sign and curly quotes", latin1("t,n\n\x80 \x93x\x94,1\n"), [["t", "text", ["€ “x”"]], ["n", "int32", [1]]]],
  ["an encoding that is asked for", latin1("t,n\n\xcf\xf0\xe8\xe2\xe5\xf2,1\n"), [["t", "text", ["Привет"]], ["n", "int32", [1]]],
    { encoding: "windows-1251" }],
  ["UTF-8 of four bytes", "t\n\u{1f600}\nü\n", [["t", "text", ["\u{1f600}", "ü"]]]],
  ["a zero byte inside text", "t,n\nx\0y,1\n", [["t", "text", ["x\0y"]], ["n", "int32", [1]]]],
  // lines
  ["line ends of CR alone", "a,b\r1,2\r3,4\r", ab([1, 3], [2, 4])],
  ["line ends of all kinds", "a,b\r\n1,2\r3,4\n5,6", ab([1, 3, 5], [2, 4, 6])],
  ["no line end at the end", "a,b\n1,2", ab([1], [2])],
  ["blank lines, and lines of spaces", "\n\na,b\n\n1,2\n   \n3,4\n\n\n", ab([1, 3], [2, 4])],
  ["a quoted line end", 'a,t\n1,"x\ny"\n2,"p\r\nq"\n', [["a", "int32", [1, 2]], ["t", "text", ["x\ny", "p\r\nq"]]]],
  ["a quoted line end in a name", '"a\nb",c\n1,2\n', [["a\nb", "int32", [1]], ["c", "int32", [2]]]],
  ["a header and no rows", "a,b\n", [["a", "text", []], ["b", "text", []]]],
  ["a header without a line end", "a,b", [["a", "text", []], ["b", "text", []]]],
  // delimiters
  ["semicolons and decimal commas", "a;b\n1,5;2\n2,25;3\n", [["a", "float64", [1.5, 2.25]], ["b", "int32", [2, 3]]]],
  ["tabs around commas", "t\tn\nSmith, J\t1\nDoe, A\t2\n", [["t", "text", ["Smith, J", "Doe, A"]], ["n", "int32", [1, 2]]]],
  ["commas and semicolons in equal number", "a;b,c;d\n1;2,3;4\n", [["a;b", "text", ["1;2"]], ["c;d", "text", ["3;4"]]]],
  ["a line that tells Excel the delimiter", "sep=;\r\na;b,c\r\n1;2\r\n", [["a", "int32", [1]], ["b,c", "int32", [2]]]],
  ["bars", "a|b\n1|2\n", ab([1], [2])],
  ["colons, which delimit where that is said", "a:b\n1:2\n3:4\n", ab([1, 3], [2, 4]), { delimiter: ":" }],
  ["keys, colons and values", "key: value\nother: 5\nthird: 6\n", [["key: value", "text", ["other: 5", "third: 6"]]]],
  ["addresses of pages", "url\nhttps://a.org/b\nhttps://c.org\n", [["url", "text", ["https://a.org/b", "https://c.org"]]]],
  ["sentences", "msg\nhello; world\nbye; all\n", [["msg", "text", ["hello; world", "bye; all"]]]],
  ["all delimiters in one column", "t\nc; d | e, x\nf\tg\nh\n", [["t", "text", ["c; d | e, x", "f\tg", "h"]]]],
  ["times of day, whose colons delimit nothing", "t,n\n12:30,1\n12:31,2\n", [["t", "text", ["12:30", "12:31"]], ["n", "int32", [1, 2]]]],
  ["a delimiter that is asked for", "a;b,c;d\n1;2,3;4\n", [["a;b", "text", ["1;2"]], ["c;d", "text", ["3;4"]]], { delimiter: "," }],
  ["one column with commas here and there", "text\nhello\nwell, well\nyes\nno\n", [["text", "text", ["hello", "well, well", "yes", "no"]]]],
  // quotes
  ["delimiters and quotes in quotes", 'a,t\n1,"x, ""y"""\n', [["a", "int32", [1]], ["t", "text", ['x, "y"']]]],
  ["a quote in the middle of a field", 'a,t\n1,5" pipe\n2,6" pipe\n', [["a", "int32", [1, 2]], ["t", "text", ['5" pipe', '6" pipe']]]],
  ["spaces before quotes", 'a, "t"\n1, "x, y"\n', [["a", "int32", [1]], ["t", "text", ["x, y"]]]],
  ["text after a closing quote", 'a,t\n1,"x" y\n', [["a", "int32", [1]], ["t", "text", ['"x" y']]]],
  ["everything in quotes", '"a","b"\n"1","2.5"\n"","NA"\n', [["a", "int32", [1, null]], ["b", "float64", [2.5, null]]]],
  ["single quotes", "a,t\n1,'x,y'\n", [["a", "int32", [1]], ["t", "text", ["x,y"]]], { quote: "'" }],
  ["no quotes at all", 'a\tt\n1\t"x\n2\ty"\n', [["a", "int32", [1, 2]], ["t", "text", ['"x', 'y"']]], { quote: "" }],
  ["empty text and nothing", 't,n\n"",1\n,2\nx,3\n', [["t", "text", ["", null, "x"]], ["n", "int32", [1, 2, 3]]]],
  // headers
  ["blanks around names", " a , b\t\n1,2\n", ab([1], [2])],
  ["an unnamed column", ",b\n1,2\n", [["column_1", "int32", [1]], ["b", "int32", [2]]]],
  ["a delimiter at the end of all rows", "a,b,\n1,2,\n", [...ab([1], [2]), ["column_3", "text", [null]]]],
  ["a delimiter at the end of rows but not of the header", "a,b\n1,2,\n3,4,\n",
    [...ab([1, 3], [2, 4]), ["column_3", "text", [null, null]]]],
  ["columns of one name", "a,a,a_2,a\n1,2,3,4\n",
    [["a", "int32", [1]], ["a_3", "int32", [2]], ["a_2", "int32", [3]], ["a_4", "int32", [4]]]],
  ["an unnamed column beside one of its name", "column_2,\n1,2\n", [["column_2", "int32", [1]], ["column_2_2", "int32", [2]]]],
  ["numbers, years, dates and words as names", "1,2020,5%,2020-01-31,true,NA\n3,4,7%,2020-02-01,false,\n",
    [["1", "int32", [3]], ["2020", "int32", [4]], ["5%", "float64", [0.07]], ["2020-01-31", "date", ["2020-02-01"]],
      ["true", "boolean", [false]], ["NA", "text", [null]]]],
  ["no header, by a fraction among numbers", "5.1,3,a\n4.9,3,b\n7,3,c\n",
    [["column_1", "float64", [5.1, 4.9, 7]], ["column_2", "int32", [3, 3, 3]], ["column_3", "text", ["a", "b", "c"]]]],
  ["no header, by an exponent", "1e3,x\nNA,y\n2,z\n", [["column_1", "float64", [1000, null, 2]], ["column_2", "text", ["x", "y", "z"]]]],
  ["no header, by a time of a day", "2020-01-31 12:30,x\n2020-02-01 13:00,y\n",
    [["column_1", "timestamp", ["2020-01-31T12:30:00", "2020-02-01T13:00:00"]], ["column_2", "text", ["x", "y"]]]],
  ["a fraction as a name above text", "1.5,x\na,1\n2,2\n", [["1.5", "text", ["a", "2"]], ["x", "int32", [1, 2]]]],
  ["a fraction as a name above nothing", "1.5,x\n", [["1.5", "text", []], ["x", "text", []]]],
  ["a fraction as a name, in quotes", '"1.5",x\n2.5,1\n', [["1.5", "float64", [2.5]], ["x", "int32", [1]]]],
  ["no header, by a fraction among text", "MSFT,39.81\nIBM,41.2\n",
    [["column_1", "text", ["MSFT", "IBM"]], ["column_2", "float64", [39.81, 41.2]]]],
  ["years as names", "country,1990,1991\nFR,1,2\n", [["country", "text", ["FR"]], ["1990", "int32", [1]], ["1991", "int32", [2]]]],
  ["numbers as names, as is said", "1,2\n3,4\n", [["1", "int32", [3]], ["2", "int32", [4]]], { header: true }],
  ["names of nothing but text, and no header, as is said", "a,b\nc,d\n",
    [["column_1", "text", ["a", "c"]], ["column_2", "text", ["b", "d"]]], { header: false }],
  ["blanks around names in quotes, and no name in quotes", '" a ","",b\n1,2,3\n',
    [[" a ", "int32", [1]], ["", "int32", [2]], ["b", "int32", [3]]]],
  ["a title", "Sales of 2020\na,b,c\n1,2,3\n4,5,6\n", [...ab([1, 4], [2, 5]), ["c", "int32", [3, 6]]]],
  ["a title, and a blank line", "Sales of 2020\n\na,b\n1,2\n3,4\n", ab([1, 3], [2, 4])],
  ["a title with blank fields", "Sales of 2020,,\na,b,c\n1,2,3\n", [...ab([1], [2]), ["c", "int32", [3]]]],
  ["names of which the first alone is there", "name,,\nx,2,3\ny,5,6\n",
    [["name", "text", ["x", "y"]], ["column_2", "int32", [2, 5]], ["column_3", "int32", [3, 6]]]],
  ["a title with delimiters after it", "Sales of 2020,,\n\na,b,c\n1,2,3\n", [...ab([1], [2]), ["c", "int32", [3]]]],
  ["lines of prose that have commas", "From here, or so\nand there\na,b,c,d,e\n1,2,3,4,5\n",
    [...ab([1], [2]), ["c", "int32", [3]], ["d", "int32", [4]], ["e", "int32", [5]]]],
  ["lines to leave out", 'x,"\ny,z\na,b\n1,2\n', ab([1], [2]), { skipRows: 2 }],
  ["comments", "# one, two\na,b\n#1,1\n1,2\n# end", ab([1], [2]), { comment: "#" }],
  ["a header that is a comment", "# made by hand\n# a,b\n1,2\n3,4\n", ab([1, 3], [2, 4])],
  ["a header that is a comment among comments", "% made by hand\n% a,b\n1,2\n% 5,5\n3,4\n", ab([1, 3], [2, 4]), { comment: "%" }],
  ["a first name that begins with #", "#id,name\n1,x\n2,y\n", [["#id", "int32", [1, 2]], ["name", "text", ["x", "y"]]]],
  ["a first name after # and a blank", "# STN,YYYY,  FG\n  260, 2000,   25\n  260, 2001,     \n",
    [["STN", "int32", [260, 260]], ["YYYY", "int32", [2000, 2001]], ["FG", "int32", [25, null]]]],
  ["a first name that is #", "#,name\n1,x\n2,y\n", [["#", "int32", [1, 2]], ["name", "text", ["x", "y"]]]],
  // rows
  ["a row of delimiters alone", "a,b\n1,2\n,\n", ab([1, null], [2, null])],
  ["short rows that are filled", "a,b\n1\n3,4\n", ab([1, 3], [null, 4]), { ragged: "fill" }],
  ["long rows whose rest is blank", "a,b\n1,2, ,\n3,4\n", ab([1, 3], [2, 4]), { ragged: "fill" }],
  // values
  ["words for null", "v\nNA\nN/A\nn/a\n#N/A\nnull\nNULL\nNone\n-\n1\n", one("int32", [null, null, null, null, null, null, null, null, 1])],
  ["words for null among text", 't,n\nNA,1\n"NA",2\n-,3\n', [["t", "text", [null, "NA", null]], ["n", "int32", [1, 2, 3]]]],
  ["a word of the caller's for null", "v\n-999\n.\n1\n", one("int32", [null, null, 1]), { missing: ["-999", "."] }],
  ["words for null that are none", "land,n\nNA,1\n-,\n,.\n", [["land", "text", ["NA", "-", null]], ["n", "int32", [1, null, null]]],
    { usualMissing: false, missing: ["."] }],
  ["groups of three", 'v\n"5,350,380"\n12\n', one("int32", [5350380, 12])],
  ["groups of points", 'v\n"1.234,56"\n"1.000"\n', one("float64", [1234.56, 1000])],
  ["points that are groups, as is said", "v,w\n1.234,1\n5.000,2\n", [["v", "float64", [1234, 5000]], ["w", "int32", [1, 2]]],
    { decimal: ",", types: { v: "float64" } }],
  ["points that are groups of integers, as is said", "v\n5\n1.234\n", one("int32", [5, 1234]), { decimal: "," }],
  ["points before three digits, whatever the delimiter", "v;w\n1.234;1\n2.345;2\n",
    [["v", "float64", [1.234, 2.345]], ["w", "int32", [1, 2]]]],
  ["commas before three digits, between semicolons", "v;w\n1,234;1\n2,345;2\n",
    [["v", "float64", [1.234, 2.345]], ["w", "int32", [1, 2]]]],
  ["commas before three digits, between tabs", "v\tw\n1,234\t1\n2,345\t2\n", [["v", "int32", [1234, 2345]], ["w", "int32", [1, 2]]]],
  ["commas after a zero, which begin no group", 'v,n\n"0,125",1\n"1,250",2\n', [["v", "float64", [0.125, 1.25]], ["n", "int32", [1, 2]]]],
  ["groups of spaces, of all kinds", "v;w\n1 234,5;1\n12\u00a0345,25;2\n6\u202f000;3\n",
    [["v", "float64", [1234.5, 12345.25, 6000]], ["w", "int32", [1, 2, 3]]]],
  ["groups of apostrophes", "v\n1'234.5\n2’000\n", one("float64", [1234.5, 2000])],
  ["commas that are groups in one row and a fraction in another", 'v,n\n"1,234",1\n"1,5",2\n',
    [["v", "float64", [1.234, 1.5]], ["n", "int32", [1, 2]]]],
  ["percentages", "v\n15.17%\n7%\n0\n-0.1 %\n", one("float64", [0.1517, 0.07, 0, -0.001])],
  ["parentheses for a minus", 'v\n"(1,234)"\n5\n($2.50)\n', one("float64", [-1234, 5, -2.5])],
  ["currencies", 'v,w\n$5,€ 1.5\n"-$1,200.50",2 €\n$-3,3.25 €\n', [["v", "float64", [5, -1200.5, -3]], ["w", "float64", [1.5, 2, 3.25]]]],
  ["reais", "v;n\nR$ 1.234,56;1\nR$ 5,00;2\n", [["v", "float64", [1234.56, 5]], ["n", "int32", [1, 2]]]],
  ["two currencies, which are no one number", "v\n$5\n€5\n", one("text", ["$5", "€5"])],
  ["percentages among other numbers", "v\n5%\n7\n", one("text", ["5%", "7"])],
  ["exponents, signs and points at the ends", "v\n1.5e3\n+1\n.5\n5.\n-2E-1\n−4\n", one("float64", [1500, 1, 0.5, 5, -0.2, -4])],
  ["leading zeros", "zip,n\n00501,1\n10001,2\n", [["zip", "text", ["00501", "10001"]], ["n", "int32", [1, 2]]]],
  ["leading zeros where integers are asked for", "v\n007\n10\n", one("int32", [7, 10]), { types: { v: "int32" } }],
  ["integers beyond 32 bits", "v\n3000000000\n1\n", one("int64", [3000000000n, 1n])],
  ["integers beyond 53 bits", "v\n9007199254740993\n-1\n", one("int64", [9007199254740993n, -1n])],
  ["integers beyond 64 bits", "v\n9223372036854775808\n1\n", one("text", ["9223372036854775808", "1"])],
  ["integers beyond 64 bits among fractions", "v\n9223372036854775808\n1.5\n", one("float64", [2 ** 63, 1.5])],
  ["NaN and infinities", "v\nNaN\n1\ninf\n-Infinity\nnan\n",
    one("float64", [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])],
  ["minus zero", "v\n-0\n1\n", one("float64", [-0, 1])],
  ["booleans of all spellings", "v\nTRUE\nfalse\nTrue\nNA\n", one("boolean", [true, false, true, null])],
  ["zeros and ones", "v\n0\n1\n", one("int32", [0, 1])],
  ["yes and no, asked for", "v\nyes\nN\n1\nf\n", one("boolean", [true, false, true, false]), { types: { v: "boolean" } }],
  ["hexadecimal numbers, which are text", "v\n0x10\n1\n", one("text", ["0x10", "1"])],
  ["versions and addresses, which are text", "v,w\n1.2.3,10.0.0.1\n", [["v", "text", ["1.2.3"]], ["w", "text", ["10.0.0.1"]]]],
  ["a column of nulls", "v,n\n,1\nNA,2\n", [["v", "text", [null, null]], ["n", "int32", [1, 2]]]],
  ["a value after many nulls", `v,n\n${",1\n".repeat(300)}2.5,1\n`,
    [["v", "float64", [...Array(300).fill(null), 2.5]], ["n", "int32", Array(301).fill(1)]]],
];

describe("a file with", () => {
  it.each(CASES)("%s", async (_, text, expected, settings = {}) => {
    expect(await tableOf(text, settings)).toEqual(expected);
    expect(await tableOf(text, settings, inBlocksOf(1))).toEqual(expected);
    expect(await tableOf(text, settings, inBlocksOf(1, nothingPlain))).toEqual(expected);
    expect(await tableOf(text, settings, undefined, 1)).toEqual(expected);
  });

  it("60 kinds of trouble or more", () => {
    expect(new Set(CASES.map(([title]) => title)).size).toBeGreaterThanOrEqual(60);
  });
});
