/** What runs an algorithm of one's own: bundled by barrier.mjs, as no door of the package leads to it. */
export { instanceSettings } from "../../src/call/options";
export { PhaseRun } from "../../src/engines/phase-run";
export { FunctionCrews } from "../../src/functions/crews";
export { Instance } from "../../src/instance/instance";
