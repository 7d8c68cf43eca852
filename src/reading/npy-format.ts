/** NumPy's arrays and archives of them: loaded when they are first used. */
export { openNpy } from "../adapters/npy-table";
export { writeNpy } from "../adapters/npy-write";
export { openNpz } from "../adapters/npz";
