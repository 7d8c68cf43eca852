/** JSON and NDJSON, read and written: loaded when they are first used. */
export { openJson } from "../adapters/json/reader";
export { writeJson } from "../adapters/json/writer";
