/** What a generated module says, by the specification's names: its types, imports and exports, its locals, and its code, a line each. */

const PLAIN: Record<number, string> = {
  2: "block", 3: "loop", 11: "end", 12: "br", 13: "br_if", 32: "local.get", 33: "local.set", 65: "i32.const", 69: "i32.eqz", 73: "i32.lt_u",
  106: "i32.add", 113: "i32.and", 116: "i32.shl", 67: "f32.const", 68: "f64.const",
};
const SIMD: Record<number, string> = {
  0: "v128.load", 9: "v128.load32_splat", 10: "v128.load64_splat", 11: "v128.store", 19: "f32x4.splat", 20: "f64x2.splat",
  65: "f32x4.eq", 66: "f32x4.ne", 67: "f32x4.lt", 68: "f32x4.gt", 69: "f32x4.le", 70: "f32x4.ge",
  71: "f64x2.eq", 72: "f64x2.ne", 73: "f64x2.lt", 74: "f64x2.gt", 75: "f64x2.le", 76: "f64x2.ge",
  78: "v128.and", 80: "v128.or", 81: "v128.xor", 82: "v128.bitselect", 83: "v128.any_true",
    90: "v128.store32_lane", 91: "v128.store64_lane",
  103: "f32x4.ceil", 104: "f32x4.floor", 105: "f32x4.trunc", 106: "f32x4.nearest", 116: "f64x2.ceil", 117: "f64x2.floor",
    122: "f64x2.trunc", 148: "f64x2.nearest",
  224: "f32x4.abs", 225: "f32x4.neg", 227: "f32x4.sqrt", 228: "f32x4.add", 229: "f32x4.sub", 230: "f32x4.mul", 231: "f32x4.div",
    234: "f32x4.pmin", 235: "f32x4.pmax",
  236: "f64x2.abs", 237: "f64x2.neg", 239: "f64x2.sqrt", 240: "f64x2.add", 241: "f64x2.sub", 242: "f64x2.mul", 243: "f64x2.div",
    246: "f64x2.pmin", 247: "f64x2.pmax",
};
const TYPES: Record<number, string> = { 127: "i32", 123: "v128" };

/** Reads the parts of a module one after the other. */
class Reader {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at === this.bytes.length;
  }

  byte(): number {
    if (this.done) throw new Error("the module ends too early");
    return this.bytes[this.at++]!;
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new Error("the module ends too early");
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte === 0 && shift > 0) throw new Error("a number takes more bytes than it needs");
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const byte = this.byte();
    if (byte >= 128) throw new Error("a constant takes more than the byte it needs");
    return byte & 64 ? byte - 128 : byte;
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: this.unsigned() }, item);
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.unsigned()));
  }

  type(): string {
    return TYPES[this.byte()] ?? "another type";
  }
}

export interface Listing {
  types: string[];
  imports: string[];
  functions: number[];
  exports: string[];
  locals: string[];
  code: string[];
}

export function disassemble(bytes: Uint8Array): Listing {
  const reader = new Reader(bytes);
  const head = [...reader.take(8)].join();
  if (head !== "0,97,115,109,1,0,0,0") throw new Error(`no module: ${head}`);
  const listing: Listing = { types: [], imports: [], functions: [], exports: [], locals: [], code: [] };
  while (!reader.done) {
    const id = reader.byte();
    const part = new Reader(reader.take(reader.unsigned()));
    const types = () => part.list(() => part.type()).join(" ");
    if (id === 1) listing.types = part.list(() => `${part.byte() === 0x60 ? "func" : "?"} (${types()}) -> (${types()})`);
    else if (id === 2) {
      const limits = () => `flags ${part.byte()} pages ${part.unsigned()} to ${part.unsigned()}`;
      listing.imports = part.list(() => `${part.text()}.${part.text()} kind ${part.byte()} ${limits()}`);
    } else if (id === 3) listing.functions = part.list(() => part.unsigned());
    else if (id === 7) listing.exports = part.list(() => `${part.text()} kind ${part.byte()} index ${part.unsigned()}`);
    else if (id === 10) {
      const [body] = part.list(() => new Reader(part.take(part.unsigned())));
      listing.locals = body!.list(() => `${body!.unsigned()} ${body!.type()}`);
      while (!body!.done) listing.code.push(instruction(body!));
    } else throw new Error(`a section of kind ${id}`);
    if (!part.done) throw new Error(`a section of kind ${id} is longer than what it holds`);
  }
  return listing;
}

function instruction(reader: Reader): string {
  const code = reader.byte();
  if (code === 0xfd) {
    const name = SIMD[reader.unsigned()] ?? "an unknown instruction of SIMD";
    if (!/load|store/.test(name)) return name;
    const [alignment, offset] = [reader.unsigned(), reader.unsigned()];
    if (alignment !== 0) throw new Error("an alignment is promised");
    return `${name} +${offset}${name.endsWith("lane") ? ` lane ${reader.byte()}` : ""}`;
  }
  const name = PLAIN[code] ?? `an unknown instruction ${code}`;
  if (name === "block" || name === "loop") return reader.byte() === 0x40 ? name : `${name} of another type`;
  if (name === "i32.const") return `${name} ${reader.signed()}`;
  if (name === "f64.const") return `${name} ${new DataView(reader.take(8).buffer).getFloat64(0, true)}`;
  if (name === "f32.const") return `${name} ${new DataView(reader.take(4).buffer).getFloat32(0, true)}`;
  return /^(local|br)/.test(name) ? `${name} ${reader.unsigned()}` : name;
}
