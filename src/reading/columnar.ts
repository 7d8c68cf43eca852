/**
 * The ways to formulas over columns and to reading, each a file that is loaded when it is first used. What both need, and a map of
 * numbers does not, is in this one's (scripts/late-files.mjs).
 */
let loadedFormulas: typeof import("../methods/columns/formulas") | undefined;
export const formulas = () => (loadedFormulas ??= require("../methods/columns/formulas") as typeof import("../methods/columns/formulas"));
let loadedReading: typeof import("./reading-face") | undefined;
export const reading = () => (loadedReading ??= require("./reading-face") as typeof import("./reading-face"));
