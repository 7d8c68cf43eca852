/** Arrow, and what other packages give, much of it as Arrow: loaded when it is first used. */
export { arrowTableOf, isArrow } from "../adapters/arrow/given";
export { isFrame, openFrame } from "../adapters/frames";
export { openArrow } from "../adapters/arrow/open";
export { writeArrow } from "../adapters/arrow/write";
