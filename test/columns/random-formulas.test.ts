import fc from "fast-check";
import { expect, it } from "vitest";
import type { ColumnValue } from "../../src/columns/column";
import { daysOf } from "../../src/columns/calendar";
import { booleans, dates, evaluated, type Inputs, numbers, texts } from "./formula-columns";

/** A row's values by the columns' names. */
type Row = Readonly<Record<string, ColumnValue>>;
/** A formula's text, and what it is of a row, in plain JavaScript. Dates are days. */
interface Formula<T> {
  text: string;
  of(row: Row): T | null;
}

const ROWS = 7;
const WORDS = ["", "a", "b", "none", "é", "\u{ff5e}", "\u{1f600}", "a b"];
const DAYS = ["1999-12-31", "2000-02-29", "2020-01-31", "2020-02-29", "2024-12-31"];
const dayOf = (text: string) => daysOf(...(text.split("-").map(Number) as [number, number, number]));

/** What is null where one of its operands is. */
function strict<A, T>(text: string, operands: readonly Formula<A>[], compute: (...values: A[]) => T): Formula<T> {
  const of = (row: Row) => {
    const values = operands.map((operand) => operand.of(row));
    return values.includes(null) ? null : compute(...(values as A[]));
  };
  return { text, of };
}
const column = <T extends ColumnValue>(name: string): Formula<T> => ({ text: name, of: (row) => row[name] as T | null });
const constant = <T>(text: string, value: T): Formula<T> => ({ text, of: () => value });
const COMPARISONS: Record<string, (order: number) => boolean> = {
  "==": (o) => o === 0, "!=": (o) => o !== 0, "<": (o) => o < 0, "<=": (o) => o <= 0, ">": (o) => o > 0, ">=": (o) => o >= 0,
};
const comparison = fc.constantFrom(...Object.keys(COMPARISONS));
const bytesOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const quoted = (text: string) => JSON.stringify(text);

const formulas = fc.letrec<{ number: Formula<number>; truth: Formula<boolean>; text: Formula<string>; day: Formula<number>; any: Formula<unknown> }>((tie) => {
  const depth = { depthIdentifier: "formula", maxDepth: 4 };
  const choice = <T>(kind: fc.Arbitrary<Formula<T>>) =>
    fc.oneof(
      fc.tuple(tie("truth"), kind, kind).map(([c, a, b]): Formula<T> => ({
        text: `if(${c.text}, ${a.text}, ${b.text})`,
        of: (row) => (c.of(row) === null ? null : c.of(row) ? a.of(row) : b.of(row)),
      })),
      fc.tuple(tie("truth"), kind, kind).map(([c, a, b]): Formula<T> => ({
        text: `(${c.text} ? ${a.text} : ${b.text})`,
        of: (row) => (c.of(row) === null ? null : c.of(row) ? a.of(row) : b.of(row)),
      })),
      fc.tuple(tie("truth"), kind).map(([c, a]): Formula<T> => ({ text: `if(${c.text}, ${a.text}, null)`, of: (row) => (c.of(row) ? a.of(row) : null) })),
      fc.tuple(kind, kind, kind).map(([a, b, c]): Formula<T> => ({
        text: `coalesce(${a.text}, ${b.text}, ${c.text})`, of: (row) => a.of(row) ?? b.of(row) ?? c.of(row),
      })),
    );
  const compared = <T>(kind: fc.Arbitrary<Formula<T>>, order: (a: T, b: T) => number) =>
    fc.tuple(comparison, kind, kind).map(([sign, a, b]) => strict(`(${a.text} ${sign} ${b.text})`, [a, b], (x, y) => COMPARISONS[sign]!(order(x!, y!))));
  const number = tie("number"), truth = tie("truth"), text = tie("text"), day = tie("day");
  return {
    number: fc.oneof(depth,
      fc.constantFrom("x", "y", "n", "s").map((name) => column<number>(name)),
      fc.integer({ min: -3, max: 3 }).map((value) => constant(value < 0 ? `(${value})` : String(value), value)),
      fc.tuple(fc.constantFrom("+", "-", "*"), number, number).map(([sign, a, b]) =>
        strict(`(${a.text} ${sign} ${b.text})`, [a, b], (p, q) => (sign === "+" ? p! + q! : sign === "-" ? p! - q! : p! * q!))),
      number.map((a) => strict(`abs(${a.text})`, [a], Math.abs)),
      fc.tuple(number, truth).map(([a, b]) => strict<unknown, number>(`(${a.text} + ${b.text})`, [a, b], (p, q) => (p as number) + Number(q))),
      fc.tuple(day, day).map(([a, b]) => strict(`((${a.text} - ${b.text}) / 1d)`, [a, b], (p, q) => p! - q!)),
      choice(number),
    ),
    truth: fc.oneof(depth,
      fc.constantFrom("p", "q").map((name) => column<boolean>(name)),
      compared(number, (a, b) => a - b), compared(text, bytesOrder), compared(day, (a, b) => a - b), compared(truth, (a, b) => Number(a) - Number(b)),
      fc.tuple(fc.constantFrom("and", "&&"), truth, truth).map(([word, a, b]): Formula<boolean> => ({
        text: `(${a.text} ${word} ${b.text})`,
        of: (row) => (a.of(row) === false || b.of(row) === false ? false : a.of(row) === null || b.of(row) === null ? null : true),
      })),
      fc.tuple(fc.constantFrom("or", "||"), truth, truth).map(([word, a, b]): Formula<boolean> => ({
        text: `(${a.text} ${word} ${b.text})`,
        of: (row) => (a.of(row) === true || b.of(row) === true ? true : a.of(row) === null || b.of(row) === null ? null : false),
      })),
      truth.map((a) => strict(`(not ${a.text})`, [a], (p) => !p)),
      tie("any").map((a): Formula<boolean> => ({ text: `isNull(${a.text})`, of: (row) => a.of(row) === null })),
      fc.tuple(text, fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1 })).map(([a, list]) =>
        strict(`(${a.text} in (${list.map(quoted).join()}))`, [a], (p) => list.includes(p!))),
      fc.tuple(number, number, number).map(([a, b, c]): Formula<boolean> => ({
        text: `(${a.text} not in (${b.text}, ${c.text}))`,
        of: (row) => {
          const [p, ...rest] = [a, b, c].map((one) => one.of(row));
          if (p === null) return null;
          return rest.includes(p!) ? false : rest.includes(null) ? null : true;
        },
      })),
    ),
    text: fc.oneof(depth,
      fc.constantFrom("t", "u").map((name) => column<string>(name)),
      fc.constantFrom(...WORDS).map((word) => constant(quoted(word), word)),
      text.map((a): Formula<string> => ({ text: `shout(${a.text})`, of: (row) => (a.of(row) === "none" ? null : (a.of(row)?.toUpperCase() ?? null)) })),
      choice(text),
    ),
    day: fc.oneof(depth,
      fc.constantFrom("d", "e").map((name): Formula<number> => ({ text: name, of: (row) => (row[name] === null ? null : dayOf(row[name] as string)) })),
      fc.tuple(day, fc.integer({ min: 0, max: 400 })).map(([a, count]) => strict(`(${a.text} + ${count}d)`, [a], (p) => p! + count)),
      fc.tuple(day, fc.constantFrom("x", "n", "s")).map(([a, b]) => strict(`date(${a.text} - ${b} * 1w)`, [a, column<number>(b)], (p, q) => p! - q! * 7)),
      choice(day),
    ),
    any: fc.oneof(number, truth, text, day),
  };
});

const rowsOf = <T extends ColumnValue>(of: fc.Arbitrary<T>, nulls: boolean) =>
  fc.array(nulls ? fc.option(of, { nil: null, freq: 3 }) : of, { minLength: ROWS, maxLength: ROWS });
const small = fc.integer({ min: -4, max: 4 });
const inputs = fc.boolean().chain((nulls) => fc.record({
  x: rowsOf(small, nulls), y: rowsOf(small, true), n: rowsOf(small, nulls), s: rowsOf(small, nulls), p: rowsOf(fc.boolean(), nulls), q: rowsOf(fc.boolean(), true),
  t: rowsOf(fc.constantFrom(...WORDS), nulls), u: rowsOf(fc.constantFrom(...WORDS), true), d: rowsOf(fc.constantFrom(...DAYS), nulls), e: rowsOf(fc.constantFrom(...DAYS), true),
}));

it("a random formula over random columns is what plain JavaScript makes of each row", () => {
  let nulls = 0, values = 0;
  fc.assert(
    fc.property(inputs, fc.oneof(formulas.number, formulas.truth, formulas.text, formulas.day), (lists, formula) => {
      const columns: Inputs = {
        x: numbers(lists.x), y: numbers(lists.y), n: numbers(lists.n.map((one) => (one === null ? null : BigInt(one))), "int64"), s: numbers(lists.s, "int8"),
        p: booleans(lists.p), q: booleans(lists.q), t: texts(lists.t), u: texts(lists.u, false), d: dates(lists.d), e: dates(lists.e),
      };
      const want = Array.from({ length: ROWS }, (_, row) => formula.of(Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list[row]!]))) as ColumnValue);
      const column = evaluated(formula.text, columns);
      const got = column.toArray();
      const comparable = column.type === "date" ? got.map((text) => (text === null ? null : dayOf(text as string))) : got;
      // A zero has no sign here: rows of one make others of -0.
      expect(comparable.map((value) => (value === 0 ? 0 : value)), formula.text).toEqual(want.map((value) => (value === 0 ? 0 : value)));
      for (const value of got) value === null ? nulls++ : values++;
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(nulls, values)).toBeGreaterThan(1000);
});
