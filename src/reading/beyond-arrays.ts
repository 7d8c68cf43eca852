/**
 * The ways to streams and files, and to all that columns need: each a file that is loaded when it is first used. What both need, and a map
 * of numbers does not, is in this one's (scripts/late-files.mjs).
 */
let loadedStreams: typeof import("../streams/streams") | undefined;
export const streams = () => (loadedStreams ??= require("../streams/streams") as typeof import("../streams/streams"));
let loadedColumnar: typeof import("./columnar") | undefined;
export const columnar = () => (loadedColumnar ??= require("./columnar") as typeof import("./columnar"));
