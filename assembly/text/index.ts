/** Kernels of text: a frame of arguments, units [begin, end), a seat's scratch. */
export { columns } from "./columns";
export { structure_count, structure_fields } from "./structure";
