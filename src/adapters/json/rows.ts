/** Rows of JSON, whose values go to the columns that they belong to. */
import type { Column } from "../../columns/column";
import { isWellFormed } from "../../columns/texts";
import { BadValue, DuplicateColumn, RaggedRow, UnsupportedType } from "../../data-errors";
import { BadFile } from "../../errors";
import type { Wanted } from "../format";
import { quoted } from "../../shown";
import { JsonBuilder, type JsonPlace } from "./builder";
import { BadJson, type JsonCursor } from "./cursor";

/** The keys of objects at one place, in order of their first appearance. */
class JsonShape {
  readonly keys: JsonKey[] = [];
  readonly byName = new Map<string, JsonKey>();
  /** Where the next key is looked for first: objects mostly have the same keys in the same order. */
  next = 0;

  constructor(readonly prefix: string) {}
}

interface JsonKey {
  /** Between the quotes; undefined where it has escapes. */
  raw: Uint8Array | undefined;
  index: number;
  /** Of the column: with the keys around it, "outer.inner". */
  name: string;
  /** Made for the first value that is no object; null for a column that is not wanted. */
  builder: JsonBuilder | null | undefined;
  /** Of objects that stand here. */
  shape: JsonShape | undefined;
}

const QUOTE = 34;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const COMMA = 44;
/** Of objects that are made columns. */
const DEEPEST_FLAT = 64;

export interface JsonRowOptions {
  wanted: Pick<Wanted, "columns" | "types">;
  flatten: boolean;
}

export class JsonRows {
  /** Columns in order of first appearance. */
  readonly builders = new Map<string, JsonBuilder>();
  private readonly root = new JsonShape("");
  private readonly chosen: ReadonlySet<string> | undefined;
  /** Names of columns that a key has. */
  private readonly owned = new Set<string>();
  /** Of rows that are lists. */
  private list: (JsonBuilder | null)[] = [];
  private isFixed = false;

  constructor(
    private readonly cursor: JsonCursor,
    readonly place: JsonPlace,
    private readonly options: JsonRowOptions,
  ) {
    const { columns } = options.wanted;
    this.chosen = columns && new Set(columns);
  }

  /** From now on there are no columns but those that there are. */
  fix(): void {
    this.isFixed = true;
  }

  /** Leaves out the columns of keys that have objects, and nulls in their place. */
  dropObjects(shape = this.root): void {
    for (const key of shape.keys) {
      if (!key.shape) continue;
      this.dropObjects(key.shape);
      if (!key.builder?.isEmpty || key.shape.keys.length === 0) continue;
      key.builder = undefined;
      this.builders.delete(key.name);
      this.owned.delete(key.name);
    }
  }

  /** Reads a row that is an object, from its first byte. */
  object(row: number): void {
    if (this.cursor.bytes[this.cursor.at] !== OPEN_OBJECT) this.cursor.fail("an object");
    this.members(this.root, row, 0);
  }

  /** Names the columns of rows that are lists. @throws DuplicateColumn */
  name(names: readonly string[]): void {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new DuplicateColumn(`${this.place.file}: two columns are named ${quoted(twice)}. Rename one`);
    this.list = names.map((name) => this.builderFor(name, 0));
  }

  /** Reads a row that is a list, from its first byte. @throws RaggedRow */
  values(row: number): void {
    const { cursor, list } = this;
    if (cursor.bytes[cursor.at] !== OPEN_LIST) cursor.fail("a list");
    const ragged = (count: string) => {
      const at = this.place.before + row + 1;
      throw new RaggedRow(`${this.place.file}: row ${at} has ${count} values, the header ${list.length} names. Write it anew`, at);
    };
    cursor.at++;
    let i = 0;
    if (cursor.next() === CLOSE_LIST) cursor.at++;
    else {
      for (; ; i++) {
        if (i >= list.length) ragged(`more than ${list.length}`);
        cursor.next();
        this.value(list[i]!, row);
        const byte = cursor.next();
        cursor.at++;
        if (byte === COMMA) continue;
        if (byte !== CLOSE_LIST) cursor.fail('"," or "]"', cursor.at - 1);
        i++;
        break;
      }
    }
    if (i < list.length) ragged(String(i));
  }

  /** Reads a list that is a column, from its first byte; the rest of what is more than wanted is left out. */
  column(name: string, most: number): Column {
    const { cursor } = this;
    const builder = this.builderFor(name, 0)!;
    let count = 0;
    cursor.at++;
    if (cursor.next() !== CLOSE_LIST) {
      for (let byte = COMMA; byte === COMMA && count < most; cursor.at++) {
        cursor.next();
        this.value(builder, count++);
        byte = cursor.next();
      }
    }
    return builder.finish(count, false);
  }

  private members(shape: JsonShape, row: number, depth: number): void {
    const { cursor } = this;
    if (depth > DEEPEST_FLAT) throw new BadJson(cursor.at, `no more than ${DEEPEST_FLAT} objects in each other`);
    cursor.at++;
    shape.next = 0;
    if (cursor.next() === CLOSE_OBJECT) {
      cursor.at++;
      return;
    }
    for (;;) {
      const key = this.key(shape);
      cursor.colon();
      this.keyed(key, row, depth);
      const byte = cursor.next();
      cursor.at++;
      if (byte === CLOSE_OBJECT) return;
      if (byte !== COMMA) cursor.fail('"," or "}"', cursor.at - 1);
    }
  }

  private key(shape: JsonShape): JsonKey {
    const { cursor } = this;
    if (cursor.next() !== QUOTE) cursor.fail("a key in quotes");
    cursor.string();
    const guess = shape.keys[shape.next];
    if (guess?.raw && !cursor.hasEscapes && isSame(guess.raw, cursor)) {
      shape.next++;
      return guess;
    }
    const text = cursor.text();
    let key = shape.byName.get(text);
    if (!key) shape.byName.set(text, (key = this.newKey(shape, text)));
    shape.next = key.index + 1;
    return key;
  }

  private newKey(shape: JsonShape, text: string): JsonKey {
    const { cursor } = this;
    if (!isWellFormed(text)) throw new BadFile(`${this.place.file}: the key ${quoted(text)} has half of a character (a lone surrogate)`);
    const raw = cursor.hasEscapes ? undefined : Uint8Array.from(cursor.bytes.subarray(cursor.begin, cursor.to));
    const key: JsonKey = { raw, index: shape.keys.length, name: shape.prefix + text, builder: undefined, shape: undefined };
    shape.keys.push(key);
    return key;
  }

  /** Null for a column that is not wanted. */
  private builderFor(name: string, row: number): JsonBuilder | null {
    if (this.chosen && !this.chosen.has(name)) return null;
    const { file, before } = this.place;
    if (this.owned.has(name)) {
      throw new DuplicateColumn(`${file}: ${quoted(name)} is a key, and also one within an object. Rename one, or set flatten to false`);
    }
    this.owned.add(name);
    const own = this.builders.get(name);
    if (own) return own;
    if (this.isFixed) {
      const at = before + row + 1;
      throw new BadValue(
        `${file}: row ${at} has the key ${quoted(name)}, which none of the first part has. Name all columns, and its type (columns, types)`,
        at, name,
      );
    }
    const builder = new JsonBuilder(name, this.place, this.options.wanted.types.get(name));
    this.builders.set(name, builder);
    return builder;
  }

  /** Makes columns of names that were asked for, though no row had them so far. */
  add(name: string): void {
    this.builders.set(name, new JsonBuilder(name, this.place, this.options.wanted.types.get(name)));
  }

  private keyed(key: JsonKey, row: number, depth: number): void {
    if (this.cursor.bytes[this.cursor.at] === OPEN_OBJECT && this.options.flatten && !this.options.wanted.types.has(key.name)) {
      key.shape ??= new JsonShape(`${key.name}.`);
      this.members(key.shape, row, depth + 1);
      if (key.builder && !key.builder.isEmpty) this.mixed(key.builder, row);
      return;
    }
    if (key.builder === undefined) key.builder = this.builderFor(key.name, row);
    this.value(key.builder, row);
    if (key.shape && key.builder && !key.builder.isEmpty) this.mixed(key.builder, row);
  }

  /** @throws BadValue: of objects and other values in one place only one kind could be kept */
  private mixed(builder: JsonBuilder, row: number): never {
    return builder.refuse(row, this.cursor, "objects and other values");
  }

  private value(builder: JsonBuilder | null, row: number): void {
    const { cursor } = this;
    const byte = cursor.bytes[cursor.at]!;
    if (!builder) {
      cursor.skip();
      return;
    }
    switch (byte) {
      case QUOTE:
        cursor.string();
        builder.setString(row, cursor);
        return;
      case OPEN_OBJECT:
      case OPEN_LIST:
        this.nested(builder, byte, row);
        return;
      case 116:
        cursor.word("true");
        builder.setBoolean(row, true, cursor);
        return;
      case 102:
        cursor.word("false");
        builder.setBoolean(row, false, cursor);
        return;
      case 110:
        cursor.word("null");
        builder.setNull(row);
        return;
      default:
        cursor.readNumber();
        builder.setNumber(row, cursor);
    }
  }

  /** A list or an object as a value: as its text, where that is asked for. */
  private nested(builder: JsonBuilder, byte: number, row: number): void {
    this.cursor.skip();
    if (builder.wanted?.type === "text") {
      builder.setRaw(row, this.cursor);
      return;
    }
    const at = this.place.before + row + 1;
    const what = byte === OPEN_LIST ? "a list" : "an object";
    throw new UnsupportedType(
      `${this.place.file}: row ${at}, column ${quoted(builder.name)}: is ${what}, which no column can hold. Read it as text, ` +
        `types: { ${quoted(builder.name)}: "text" }, or leave it out (columns)`,
    );
  }
}

function isSame(raw: Uint8Array, { bytes, begin, to }: JsonCursor): boolean {
  if (raw.length !== to - begin) return false;
  for (let i = 0; i < raw.length; i++) if (raw[i] !== bytes[begin + i]) return false;
  return true;
}
