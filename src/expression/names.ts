/** Which text can be the name of a variable in strict code. */

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static super switch " +
    "this throw true try typeof var void while with yield"
  ).split(" "),
);

export function isVariableName(text: string): boolean {
  return NAME.test(text) && !RESERVED.has(text);
}
