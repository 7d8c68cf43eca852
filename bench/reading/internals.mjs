/** What parses blocks of CSV by kernels: bundled by sides.mjs, as no door of the package leads to it. */
export { Call } from "../../src/call/call";
export { instanceSettings } from "../../src/call/options";
export { FunctionCrews } from "../../src/functions/crews";
export { Instance } from "../../src/instance/instance";
export { kernelParsing } from "../../src/reading/csv-kernels";
