/** All of Arrow: loaded when it is first used. */
export { arrowTableOf, isArrow } from "../adapters/arrow/given";
export { openArrow } from "../adapters/arrow/open";
export { writeArrow } from "../adapters/arrow/write";
