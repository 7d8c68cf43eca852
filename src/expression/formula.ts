/** A formula's text to a program, given the names of its inputs. Pure: no memory, no threads, nothing is run. */
import { FormulaTooLong, MissingInput, UnknownName, UnusedInput } from "../errors";
import type { Program } from "../program";
import { nearest } from "../nearest";
import { Graph } from "./graph";
import { programOf } from "./linearize";
import { NumberBuilder, type NameScope } from "./numbers";
import { parseExpression } from "./parse";
import { Tokens } from "./tokens";
import { formulaWords } from "./words";

/** Characters of a formula at most. */
export const MOST_CHARACTERS = 65_536;

/**
 * How the inputs are named: by the caller, each of which must be used; x, y, z, w, as many as are used; or whatever names there are, in
 * the order in which they appear.
 */
export type InputNames = { given: readonly string[] } | "positional" | "any";

/** The names of inputs that are given in order. */
export const POSITIONAL: readonly string[] = ["x", "y", "z", "w"];

export interface ParsedFormula {
  program: Program;
  /** Of the inputs, in order. */
  names: readonly string[];
}

/** @throws FormulaSyntax, FormulaTooDeep, FormulaTooLong, UnknownName, UnknownOperation, MissingInput, UnusedInput, WrongArity */
export function parseFormula(text: string, names: InputNames, where: string): ParsedFormula {
  const tokens = tokensOf(text, where);
  const graph = new Graph();
  const given = names === "positional" ? POSITIONAL : names === "any" ? [] : names.given;
  const positions = new Map(given.map((name, i) => [name, i]));
  const used = new Set<string>();
  const scope: NameScope = {
    words: formulaWords,
    strict: false,
    find({ is, text: name }) {
      if (names === "any" && !positions.has(name) && (is === "quoted name" || !isWord(name))) positions.set(name, positions.size);
      const position = positions.get(name);
      if (position === undefined) return undefined;
      used.add(name);
      return graph.input(position);
    },
    unknown(name, at) {
      const known = [...positions.keys(), ...formulaWords.constants.keys()].filter((one) => one.length > 1 || positions.has(one));
      const near = nearest(name, known);
      const shown = JSON.stringify(name.slice(0, 60));
      const hint = near ? `; did you mean "${near}"?` : ".";
      if (typeof names === "object") {
        throw new MissingInput(`${where}: no input is named ${shown}, at character ${at + 1}${hint} There are: ${listOf(given)}`);
      }
      throw new UnknownName(
        `${where}: unknown name ${shown}, at character ${at + 1}${hint} The inputs are x, y, z, w in this order; for names of your own: ` +
          `evaluate("a + b", { a, b })`,
      );
    },
  };
  const root = parseExpression(tokens, new NumberBuilder(graph, scope, tokens, where), where);
  tokens.expectEnd();
  const count = names === "positional" ? Math.max(0, ...[...used].map((name) => positions.get(name)! + 1)) : positions.size;
  const inputs = [...positions.keys()].slice(0, count);
  for (const name of inputs) {
    if (!used.has(name)) {
      throw new UnusedInput(
        `${where}: input ${JSON.stringify(name)} is not used in the formula. Leave it out, or see whether a name is misspelt`,
      );
    }
  }
  return { program: programOf(graph, root, count, text, where), names: inputs };
}

/** @throws FormulaTooLong */
export function tokensOf(text: string, where: string): Tokens {
  if (text.length > MOST_CHARACTERS) {
    throw new FormulaTooLong(`${where}: a formula has at most ${MOST_CHARACTERS} characters, got ${text.length}`);
  }
  return new Tokens(text, where, true);
}

const OTHER_WORDS = new Set(["Math", "Number", "not", "null"]);

function isWord(name: string): boolean {
  return formulaWords.functions.has(name) || isConstant(name) || OTHER_WORDS.has(name);
}

/** Whether a name is a number in a formula. */
export function isConstant(name: string): boolean {
  return formulaWords.constants.has(name) || name === "true" || name === "false";
}

/** Names as a message lists them. */
export function listOf(names: readonly string[]): string {
  const some = names.slice(0, 12).map((name) => name.slice(0, 60));
  return `${some.join(", ") || "none"}${names.length > some.length ? `, and ${names.length - some.length} more` : ""}`;
}
