/** Reductions: which are asked for, what is run for them in one pass, and what is made of its records. */
import { type Fold, type Folding, foldingOf, folds } from "../catalog/folds";
import type { Reduction } from "../catalog/names";
import { nearest } from "../nearest";
import { type ReductionRow, reductions } from "../catalog/reductions";
import type { Merger } from "../engines/partials";
import { BadOption, EmptyInput, shown, UnknownOperation, WrongArity } from "../errors";
import type { Program } from "../program";
import { isList } from "../typed-array";
import { bad } from "./options";

const NAMES = Object.keys(reductions);
/** Folds are always in this order: so lists of the same ones in any order are lowered once. */
const FOLDS = Object.keys(folds) as Fold[];

/** The array itself, and two: what is reduced where no source is given. */
export const ITSELF: Program = { name: "x", inputs: 1, steps: [], result: { input: 0 } };
export const BOTH: Program = { name: "x, y", inputs: 2, steps: [], result: { input: 0 }, second: { input: 1 } };

/** What a function that JavaScript runs is to the rest: what it gives, as if that were an input. */
export const RUN_BY_JS: Program = { name: "function", inputs: 1, steps: [], result: { input: 0 } };

/** What a caller wants reduced to what: one reduction, or a list of them. */
export interface Reducing {
  names: readonly Reduction[];
  isList: boolean;
  /** As it was given, for messages; and for what counts calls. */
  label: string;
  title: string;
  inputs: 1 | 2;
}

const alone = new Map<unknown, Reducing>(
  (NAMES as Reduction[]).map((name) => {
    const { inputs } = reductions[name];
    return [name, { names: [name], isList: false, label: `"${name}"`, title: name, inputs }];
  }),
);

/** @throws UnknownOperation, BadOption, WrongArity */
export function reducingOf(given: unknown, where: string): Reducing {
  const known = alone.get(given);
  if (known) return known;
  return isList(given) ? listed(given, where) : unknown(given, where);
}

function listed(given: ArrayLike<unknown>, where: string): Reducing {
  const names: Reduction[] = [];
  for (const name of elementsOf(given, where)) {
    if (!isReduction(name)) unknown(name, where);
    if (names.includes(name)) throw new BadOption(`${where}: "${name}" stands twice in the list of reductions. Name each once`);
    names.push(name);
  }
  if (names.length === 0) {
    throw new BadOption(
      `${where}: the list of reductions is empty. Name at least one, such as ["mean", "std"]. There are: ${NAMES.join(", ")}`,
    );
  }
  const label = `[${names.map((name) => `"${name}"`).join(", ")}]`;
  const { inputs } = reductions[names[0]!];
  const other = names.find((name) => reductions[name].inputs !== inputs);
  if (other) {
    throw new WrongArity(
      `${where}(${label}): "${inputs === 2 ? names[0] : other}" takes two arrays, "${inputs === 2 ? other : names[0]}" takes one. ` +
        "Ask for them in calls of their own",
    );
  }
  return { names, isList: true, label, title: `[${names.join(", ")}]`, inputs };
}

/** Each can stand once in a list: what is longer is not read. @throws BadOption */
function elementsOf(given: ArrayLike<unknown>, where: string): unknown[] {
  try {
    if (given.length > NAMES.length) {
      throw new BadOption(`${where}: the list has ${given.length} reductions, and there are ${NAMES.length}. Name each once`);
    }
    return Array.from({ length: given.length }, (_, i) => given[i]);
  } catch (error) {
    if (error instanceof BadOption) throw error;
    throw new BadOption(`${where}: the list of reductions cannot be read: ${error instanceof Error ? error.message : shown(error)}`);
  }
}

function isReduction(name: unknown): name is Reduction {
  return alone.has(name);
}

function unknown(name: unknown, where: string): never {
  const near = typeof name === "string" ? nearest(name, NAMES) : undefined;
  throw new UnknownOperation(
    `${where}(${shown(name)}): unknown reduction${near ? `; did you mean "${near}"?` : "."} There are: ${NAMES.join(", ")}`,
  );
}

/** As a caller gave them. */
export interface GivenReducingOptions {
  skipNaN?: unknown;
  ddof?: unknown;
}

/** A reduction as it is run. */
export interface ReductionRun {
  folding: Folding;
  /** The result, of what all records were merged to. @throws EmptyInput */
  conclude(merger: Merger, count: number, where: string): unknown;
}

/** Those for the defaults: what a small call would make takes a fifth of it. */
const plain = new WeakMap<Reducing, ReductionRun>();

/** @throws BadOption */
export function runFor(reducing: Reducing, { skipNaN = false, ddof }: GivenReducingOptions, where: string): ReductionRun {
  if (typeof skipNaN !== "boolean") bad(where, "skipNaN", "true or false", skipNaN);
  if (skipNaN || ddof !== undefined) return makeRun(reducing, skipNaN, ddof, where);
  let run = plain.get(reducing);
  if (!run) plain.set(reducing, (run = makeRun(reducing, false, undefined, where)));
  return run;
}

function makeRun({ names, isList: givesAll }: Reducing, skipNaN: boolean, ddof: unknown, where: string): ReductionRun {
  const rows: readonly ReductionRow[] = names.map((name) => reductions[name] as unknown as ReductionRow);
  if (ddof !== undefined) checkDdof(ddof, rows, where);
  const used = FOLDS.filter((name) => rows.some(({ fold }) => fold === name));
  const foldOf = rows.map(({ fold }) => used.indexOf(fold));
  const resultOf = (i: number, folded: unknown[], count: number, kept: number, called: string) => {
    const row = rows[i]!;
    checkElements(row, names[i]!, count, kept, called);
    return row.finish(folded[foldOf[i]!] as never, kept, (ddof as number | undefined) ?? row.ddof ?? 0, skipNaN);
  };
  const conclude: ReductionRun["conclude"] = (merger, count, called) => {
    const kept = skipNaN ? merger.kept : count;
    const folded = merger.values();
    if (!givesAll) return resultOf(0, folded, count, kept, called);
    return Object.fromEntries(names.map((name, i) => [name, resultOf(i, folded, count, kept, called)]));
  };
  return { folding: foldingOf(used, skipNaN), conclude };
}

function checkDdof(ddof: unknown, rows: readonly ReductionRow[], where: string): void {
  if (!rows.some((row) => row.ddof !== undefined)) {
    const taking = NAMES.filter((name) => "ddof" in reductions[name as Reduction]);
    throw new BadOption(`${where}: ddof is an option of ${taking.join(", ")}. Leave it out`);
  }
  if (!(typeof ddof === "number" && Number.isInteger(ddof) && ddof >= 0)) bad(where, "ddof", "an integer from 0 on", ddof);
}

function checkElements({ needs }: ReductionRow, name: Reduction, count: number, kept: number, where: string): void {
  if (needs === undefined || kept > 0 || (needs === "elements" && count > 0)) return;
  const nothing = count > 0 ? "NaN alone, which skipNaN leaves out," : "no elements";
  throw new EmptyInput(`${where}: the ${name} of ${nothing} does not exist. Give at least one, or ask for the length first`);
}
