/** What runs callers' functions in threads and processes, and `parallel`. Loaded when one of them is first used. */
export { FunctionCrews } from "../functions/crews";
export { parallelOn } from "./parallel";
