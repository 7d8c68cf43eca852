/** Names that formulas of the command line use: columns of the file, and what --let defines. Pure. */
import { tokensOf } from "../expression/formula";
import { quotedText } from "../expression/quoted";
import type { Token } from "../expression/tokens";
import { formulaWords } from "../expression/words";

/** What --let defines: a column of this name, by its formula. */
export interface Derived {
  name: string;
  formula: string;
}

/** Operators: columns of their names stand in backquotes. */
const OPERATORS: ReadonlySet<string> = new Set(["and", "or", "in"]);
/** They are words unless a column has their name. */
const PERHAPS: ReadonlySet<string> = new Set([...formulaWords.constants.keys(), "true", "false", "Math", "Number", "not", "null"]);

/** Whether a name in a formula is a column only where there is one. */
export function mayBeWord(name: string): boolean {
  return PERHAPS.has(name);
}

/** The names in a formula that are no functions, each once. @throws FormulaSyntax, FormulaTooLong */
export function namesIn(formula: string): string[] {
  return [...new Set(placesIn(formula).map(({ text }) => text))];
}

/** The formula with what --let defines in the place of its names; each may use those before it. @throws FormulaSyntax, FormulaTooLong */
export function withoutDerived(formula: string, derived: readonly Derived[]): string {
  const known = new Map<string, string>();
  const replaced = (text: string) => {
    let result = "";
    let end = 0;
    for (const place of placesIn(text)) {
      const found = known.get(place.text);
      if (found === undefined) continue;
      result += `${text.slice(end, place.at)}(${found})`;
      end = place.end;
    }
    return result + text.slice(end);
  };
  for (const one of derived) if (!known.has(one.name)) known.set(one.name, replaced(one.formula));
  return replaced(formula);
}

interface NamePlace extends Token {
  end: number;
}

/** Where names of columns stand. A name before "(" is a function, one after "." a member. */
function placesIn(formula: string): NamePlace[] {
  const tokens = tokensOf(formula, `formula ${JSON.stringify(formula.slice(0, 60))}`);
  const places: NamePlace[] = [];
  let before: Token | undefined;
  for (let token = tokens.take(); token.is !== "end"; token = tokens.take()) {
    const isMember = before?.is === "sign" && before.text === ".";
    const isName = token.is === "name" && !OPERATORS.has(token.text) && !isMember && !tokens.isSign("(");
    if (isName || token.is === "quoted name") {
      places.push({ ...token, end: token.is === "name" ? token.at + token.text.length : quotedText(formula, token.at).end });
    };
    before = token;
  }
  return places;
}
