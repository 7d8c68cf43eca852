/** Ordinary memory by Node's Buffer: without zeros, and copied by the system's own memcpy. */
import { Buffer } from "node:buffer";

/** As they were when this package was imported; Bun and Deno have Buffers of their own making, and give what the language does. */
const { allocUnsafeSlow, prototype } = Buffer;
const isNode = !("bun" in process.versions || "deno" in process.versions);

/** A Buffer of its own memory, none of a pool: so it can be transferred. */
export const unwrittenBuffer: (bytes: number) => ArrayBuffer = isNode && allocUnsafeSlow(1).buffer instanceof ArrayBuffer // of this realm
  ? (bytes) => allocUnsafeSlow(bytes).buffer as ArrayBuffer
  : (bytes) => new ArrayBuffer(bytes);

const fill = Function.prototype.call.bind(prototype.fill) as (target: Uint8Array, source: Uint8Array) => void;
const copy = Function.prototype.call.bind(prototype.copy) as (source: Uint8Array, target: Uint8Array) => void;

export const byteCopiers = isNode ? [fill, (target: Uint8Array, source: Uint8Array): void => copy(source, target)] : [];
