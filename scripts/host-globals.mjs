/** What the global object may lack though Node has it (in Jest's jsdom): the build puts these in place of the bare names. */
export const structuredClone = globalThis.structuredClone ?? process.getBuiltinModule?.("node:vm").runInThisContext("structuredClone");
