/** What the global object may lack though Node has it (in Jest's jsdom): the build puts these in place of the bare names. */
export const structuredClone = globalThis.structuredClone ?? process.getBuiltinModule?.("node:vm").runInThisContext("structuredClone");
export const TextDecoder = globalThis.TextDecoder ?? process.getBuiltinModule?.("node:util").TextDecoder;
export const TextEncoder = globalThis.TextEncoder ?? process.getBuiltinModule?.("node:util").TextEncoder;
