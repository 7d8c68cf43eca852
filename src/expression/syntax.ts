/** Whether a formula can be read, whatever its names stand for. */
import { type Builder, parseExpression } from "./parse";
import { Tokens } from "./tokens";
import { formulaWords } from "./words";

/** The names that it uses, functions apart. @throws FormulaSyntax, FormulaTooDeep */
export function namesIn(text: string, where: string): Set<string> {
  const names = new Set<string>();
  const reader: Builder<null, null> = {
    isStrict: false, words: formulaWords, size: 0,
    find: ({ is, text: name }) => {
      if (is !== "quoted name" && (formulaWords.constants.has(name) || CONSTANTS.includes(name))) return undefined;
      names.add(name);
      return null;
    },
    unknown: () => null as never,
    number: () => null, boolean: () => null, literal: () => null, sign: () => null, binary: () => null, choose: () => null,
    isAmong: () => null, callable: () => null, call: () => null,
  };
  const tokens = new Tokens(text, where, true);
  parseExpression(tokens, reader, where);
  tokens.expectEnd();
  return names;
}

const CONSTANTS: readonly string[] = ["true", "false", "null", "not", "Math", "Number"];
