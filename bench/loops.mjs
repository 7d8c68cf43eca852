/**
 * What a reader would write without the package, of every operation of the catalog: its row says so (`javascript` in src/catalog/row.ts).
 * Each loop is a function of its own that only ever sees Float64Array over ordinary memory, so that the engine compiles it for exactly
 * that.
 */
import { catalog, NAMED } from "./catalog.mjs";

/** What the grid measures: the compositions, and a sample of what is cheap, dear, and takes two arrays. */
export const OPERATIONS = ["sqrt", "abs", "exp", "log", "sin", "add", "multiply", ...NAMED];

/** Plain loops over the elements, into an array that is there. */
export const loops = ofEveryRow((inputs, element) => `function (${inputs.join(", ")}, out) {
  const n = x.length;
  for (let i = 0; i < n; i++) out[i] = ${at(element, inputs)};
}`);

/** Float64Array.map, which always makes a new array. */
export const maps = ofEveryRow(([x, ...others], element) => (
  `(${[x, ...others].join(", ")}) => x.map((v${others.length > 0 ? ", i" : ""}) => ${at(element.replaceAll(/\bx\b/g, "v"), others)})`
));

/** How many arrays an operation takes. */
export function arityOf(operation) {
  return loops[operation].length - 1;
}

/** An operation's element in JavaScript, of x, y and z; a function that JavaScript lacks is a call of the catalog's reference. */
export function elementOf({ arity, javascript = `call(${inputsOf(arity).join(", ")})` }) {
  return javascript;
}

function inputsOf(arity) {
  return ["x", "y", "z"].slice(0, arity);
}

/** An element's text with each of these inputs as its element i. */
function at(element, inputs) {
  return inputs.reduce((text, input) => text.replaceAll(new RegExp(`\\b${input}\\b`, "g"), `${input}[i]`), element);
}

/** A function for each row, by the operation's name, compiled from a text of its own: as strict code, which modules are. */
function ofEveryRow(textOf) {
  return Object.fromEntries(catalog.map((row) => [
    row.name, new Function("call", `"use strict"; return ${textOf(inputsOf(row.arity), elementOf(row))};`)(row.reference),
  ]));
}
