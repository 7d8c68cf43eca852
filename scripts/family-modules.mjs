/**
 * Compiles each family of kernels to a module of its own. Every thread instantiates it over the same live memory: so its statics have
 * a region of their own (src/kernels/regions.json), and its data segments, which each instance would write again over what other threads
 * may be reading, are taken out into a custom section that the main thread writes once (src/kernels/families.ts). Used by build.mjs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import asc from "assemblyscript/asc";

const CUSTOM = 0;
const DATA = 11;
const DATA_COUNT = 12;
/** What src/kernels/families.ts looks for: for each segment its address, its length, its bytes. */
const SECTION = "autoflux.data";

const OPTIONS = [
  "--runtime", "stub", "--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536", "--zeroFilledMemory",
  "-O3", "--converge", "--noAssert", "--uncheckedBehavior", "always", "--use", "abort=",
  "--enable", "simd", "--enable", "threads", "--enable", "bulk-memory",
];

export const regionsOf = (root) => JSON.parse(readFileSync(path.join(root, "src/kernels/regions.json"), "utf8"));

/** Compiles every family but the core to build/<family>.wasm. @throws where one breaks the rules */
export async function compileFamilies(root) {
  const regions = regionsOf(root);
  checkRegions(regions);
  const families = Object.keys(regions).filter((name) => name !== "core");
  for (const name of families) await compileFamily(root, name, `assembly/${name}/index.ts`, regions[name]);
  return families;
}

export async function compileFamily(root, name, entry, region, outFile = `build/${name}.wasm`) {
  const textFile = outFile.replace(/\.wasm$/, ".wat");
  const { error, stderr } = await asc.main(
    [entry, "--config", "none", ...OPTIONS, "--memoryBase", String(region.begin), "--outFile", outFile, "--textFile", textFile],
    { baseDir: root },
  );
  const said = stderr.toString();
  if (error || /WARNING/.test(said)) throw new Error(`${name}: ${error?.message ?? "warnings"}\n${said}`);
  checkText(name, readFileSync(path.join(root, textFile), "utf8"));
  writeFileSync(path.join(root, outFile), withoutData(name, readFileSync(path.join(root, outFile)), region));
}

/** @throws where a region is not whole cache lines, or overlaps another */
export function checkRegions(regions) {
  let end = 0;
  for (const [name, { begin, bytes }] of Object.entries(regions).sort(([, a], [, b]) => a.begin - b.begin)) {
    if (begin % 64 !== 0 || bytes % 64 !== 0) throw new Error(`${name}: its region must begin and end on a line of 64 bytes`);
    if (begin < end) throw new Error(`${name}: its region begins at ${begin}, before the end of the one below it, ${end}`);
    end = begin + bytes;
  }
}

/** An allocator would take memory that is the arena's; what a mutable global holds differs between threads. @throws */
export function checkText(name, text) {
  if (/memory\.grow|rt\/stub\/__(alloc|new)/.test(text)) {
    throw new Error(`${name}: contains an allocator. Use @unmanaged classes and frames`);
  }
  const mutable = /\(global (\S+) \(mut/.exec(text);
  if (mutable) throw new Error(`${name}: has a mutable static, ${mutable[1]}. Keep it in the frame or in scratch`);
}

/** The module with its data segments moved to the custom section. @throws where they leave the region */
export function withoutData(name, bytes, { begin, bytes: size }) {
  const parts = [bytes.subarray(0, 8)];
  const segments = [];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [length, content] = unsigned(bytes, at + 1);
    const end = content + length;
    if (id === DATA) segments.push(...segmentsIn(name, bytes.subarray(content, end)));
    else if (id !== DATA_COUNT) parts.push(bytes.subarray(at, end));
    at = end;
  }
  const outside = segments.find(({ address, data }) => address < begin || address + data.length > begin + size);
  if (outside) {
    throw new Error(`${name}: statics at ${outside.address}, ${outside.data.length} bytes, leave its region of ${size} bytes at ${begin}`);
  }
  if (segments.length > 0) parts.push(sectionOf(segments));
  return Buffer.concat(parts);
}

function segmentsIn(name, content) {
  const segments = [];
  let [count, at] = unsigned(content, 0);
  for (; count > 0; count--) {
    const [kind, expression] = unsigned(content, at);
    if (kind !== 0 || content[expression] !== 0x41) throw new Error(`${name}: a data segment that is not active at a constant`);
    const [address, end] = signed(content, expression + 1);
    const [length, from] = unsigned(content, end + 1);
    segments.push({ address, data: content.subarray(from, from + length) });
    at = from + length;
  }
  return segments;
}

function sectionOf(segments) {
  const words = segments.map(({ address, data }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(address, 0);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  });
  const content = Buffer.concat([Buffer.from([SECTION.length]), Buffer.from(SECTION), ...words]);
  return Buffer.concat([Buffer.from([CUSTOM, ...leb(content.length)]), content]);
}

function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value >>> 0, at];
  }
}

function signed(bytes, at) {
  let value = 0;
  for (let shift = 0; ; ) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) return [shift < 32 && byte & 64 ? value | (-1 << shift) : value, at];
  }
}
