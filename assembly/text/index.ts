/** Kernels of text: a frame of arguments, units [begin, end), a seat's scratch. */
export { columns } from "./columns";
export { dictionary_merge } from "./dictionary";
export { structure_count, structure_fields } from "./structure";
