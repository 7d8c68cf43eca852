/** Kernels of ordered values: a frame of arguments, units [begin, end), a seat's scratch. */
export { cumsum_onward, cumsum_scan, cumsum_sums, cumsum_whole } from "./cumsum";
export { rolling_blocks, rolling_mean, rolling_whole } from "./rolling";
