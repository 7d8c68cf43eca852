/** The words that a formula or a function may use beside its inputs: functions by their names, and constants. */
import { catalog } from "../catalog/index";

/** A function: an operation of the catalog, from so many arguments on; with `spread`, two at a time over any number of them. */
export interface Word {
  operation: string;
  arity: number;
  spread?: boolean;
  /** It is no operation: it is read as what it says. */
  form?: "if" | "coalesce" | "isNull";
  /** In JavaScript it is false of what is no number, such as a boolean. */
  ofNumbersOnly?: boolean;
}

const ofCatalog = new Map<string, Word>(catalog.map(({ name, arity }) => [name, { operation: name, arity }]));

/** What JavaScript's Math has and the catalog computes. Their names are the catalog's but for the first two. */
const ofMath = new Map<string, Word>([
  ["max", { operation: "maximum", arity: 1, spread: true }],
  ["min", { operation: "minimum", arity: 1, spread: true }],
  // By the alphabet: of names as near to one that is misspelt, the first is suggested.
  ...catalog.flatMap(({ inMath, name }) => (inMath ? [name] : [])).sort().map((name): [string, Word] => [name, ofCatalog.get(name)!]),
]);

/** Functions of JavaScript's own that are no part of Math. */
const ofGlobal = new Map<string, Word>([
  ["isNaN", ofCatalog.get("isnan")!], ["isFinite", ofCatalog.get("isfinite")!],
]);

/** What formulas say of conditions and of values that are missing. */
const forms = new Map<string, Word>([
  ["if", { operation: "", form: "if", arity: 3 }],
  ["coalesce", { operation: "", form: "coalesce", arity: 1, spread: true }],
  ["isNull", { operation: "", form: "isNull", arity: 1 }],
]);

const mathConstants = new Map<string, number>(
  (["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"] as const).map((name) => [name, Math[name]]),
);
const globalConstants = new Map<string, number>([["Infinity", Number.POSITIVE_INFINITY], ["NaN", Number.NaN]]);

/** What a language knows: formulas have the catalog's names and a few short ones; functions only what JavaScript has. */
export interface Vocabulary {
  functions: ReadonlyMap<string, Word>;
  constants: ReadonlyMap<string, number>;
  /** After "Math." or "Number.". */
  members: Readonly<Record<"Math" | "Number", { functions: ReadonlyMap<string, Word>; constants: ReadonlyMap<string, number> }>>;
}

const ofNumber = {
  functions: new Map<string, Word>([...ofGlobal].map(([name, word]) => [name, { ...word, ofNumbersOnly: true }])),
  constants: new Map([
    ["EPSILON", Number.EPSILON],
    ["MAX_VALUE", Number.MAX_VALUE],
    ["MIN_VALUE", Number.MIN_VALUE],
    ["MAX_SAFE_INTEGER", Number.MAX_SAFE_INTEGER],
    ["MIN_SAFE_INTEGER", Number.MIN_SAFE_INTEGER],
    ["POSITIVE_INFINITY", Number.POSITIVE_INFINITY],
    ["NEGATIVE_INFINITY", Number.NEGATIVE_INFINITY],
    ["NaN", Number.NaN],
  ]),
};
const math = { functions: ofMath, constants: mathConstants };

export const formulaWords: Vocabulary = {
  functions: new Map([...ofGlobal, ...ofMath, ...ofCatalog, ...forms]),
  constants: new Map([...globalConstants, ...mathConstants, ["pi", Math.PI], ["e", Math.E]]),
  members: {
    Math: { functions: new Map([...ofMath, ...ofCatalog]), constants: new Map([...mathConstants, ["pi", Math.PI], ["e", Math.E]]) },
    Number: ofNumber,
  },
};

export const functionWords: Vocabulary = { functions: ofGlobal, constants: globalConstants, members: { Math: math, Number: ofNumber } };
