/** How a table lies in JSON: lines, a list of rows, columns, or one of these within an object. */
import { UnknownFormat } from "../../data-errors";
import { nearest } from "../../nearest";
import { quoted } from "../../shown";
import { type JsonCursor, utf8 } from "./cursor";
import type { JsonInput } from "./input";

export type JsonLayout =
  /** Rows one after another, each an object or a list; with `isList` between commas, up to a bracket that is closed. */
  | { is: "rows"; of: "objects" | "lists"; isList: boolean; isWithin: boolean; header?: readonly string[] }
  /** An object of lists, which is in memory: where each list begins. */
  | { is: "columns"; lists: readonly JsonMember[] }
  /** Nothing but blanks, or an empty list. */
  | { is: "nothing" };

export interface JsonMember {
  name: string;
  /** Where its value begins. */
  at: number;
}

const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
/** Objects within which a list of rows is looked for. */
const DEEPEST = 16;
const A_TABLE = "A table in JSON is a list of objects, or an object a line";

/** Finds out, and goes to where rows begin. @throws UnknownFormat, BadFile, TruncatedFile, TooLarge */
export async function layoutOf(input: JsonInput, path: string | undefined): Promise<JsonLayout> {
  const { cursor, name } = input;
  await input.begin();
  await input.blanks();
  if (cursor.at >= cursor.end) return { is: "nothing" };
  const first = cursor.bytes[cursor.at];
  if (first === OPEN_LIST && path === undefined) return listLayout(input);
  if (first !== OPEN_OBJECT) {
    const what = first === OPEN_LIST ? `is a list, which has no ${quoted(path!)}` : "begins with neither an object nor a list";
    throw new UnknownFormat(`${name}: ${what}. ${A_TABLE}`);
  }
  if (await input.isAlone("the first value")) return path === undefined ? foundIn(input) : named(input, path);
  if (path === undefined) return { is: "rows", of: "objects", isList: false, isWithin: false };
  throw new UnknownFormat(`${name}: has several values, one after another, so it has no ${quoted(path)}. Read it without path`);
}

/** Of the list that begins at the cursor. */
async function listLayout(input: JsonInput): Promise<JsonLayout> {
  const { cursor, name } = input;
  const begin = cursor.at;
  let first = 0;
  await input.whole(() => {
    cursor.at++;
    if ((first = cursor.next()) === 0) cursor.fail("a value");
  }, "the first value");
  if (first === OPEN_OBJECT || first === OPEN_LIST || first === CLOSE_LIST) {
    return { is: "rows", of: first === OPEN_LIST ? "lists" : "objects", isList: true, isWithin: false };
  }
  cursor.at = begin;
  if (!(await input.isAlone("the first list"))) return { is: "rows", of: "lists", isList: false, isWithin: false };
  throw new UnknownFormat(`${name}: is a list of values, not of objects. ${A_TABLE}`);
}

/** Of a list within an object that is in memory. */
function listWithin({ cursor }: JsonInput, at: number): JsonLayout {
  cursor.at = at + 1;
  return { is: "rows", of: cursor.next() === OPEN_LIST ? "lists" : "objects", isList: true, isWithin: true };
}

/** Of an object that is all there is: its one list of objects, wherever it is; else its lists as columns; else a row. */
function foundIn(input: JsonInput): JsonLayout {
  const { cursor, name } = input;
  const begin = cursor.at;
  const found: JsonMember[] = [];
  const look = (at: number, prefix: string, depth: number) => {
    for (const member of membersAt(cursor, at)) {
      const path = prefix + member.name;
      if (cursor.bytes[member.at] === OPEN_OBJECT && depth < DEEPEST) look(member.at, `${path}.`, depth + 1);
      if (cursor.bytes[member.at] === OPEN_LIST && firstIn(cursor, member.at) === OPEN_OBJECT) found.push({ name: path, at: member.at });
    }
  };
  look(begin, "", 0);
  if (found.length > 1) {
    const paths = found.map((one) => quoted(one.name)).join(", ");
    throw new UnknownFormat(`${name}: has ${found.length} lists of objects: ${paths}. Say which: path: ${quoted(found[0]!.name)}`);
  }
  if (found.length === 1) return listWithin(input, found[0]!.at);
  const members = membersAt(cursor, begin);
  const header = splitHeader(cursor, members);
  if (header) return { is: "rows", of: "lists", isList: true, isWithin: true, header };
  cursor.at = begin;
  return members.length > 0 && members.every((member) => isColumn(cursor, member.at))
    ? { is: "columns", lists: members }
    : { is: "rows", of: "objects", isList: false, isWithin: false };
}

/** Of an object as pandas splits a table, into "columns" and lists as "data": the names, and the cursor then is at the data. */
function splitHeader(cursor: JsonCursor, members: readonly JsonMember[]): string[] | undefined {
  const columns = members.find(({ name }) => name === "columns");
  const data = members.find(({ name }) => name === "data");
  if (!columns || !data || cursor.bytes[data.at] !== OPEN_LIST || firstIn(cursor, data.at) !== OPEN_LIST) return undefined;
  cursor.at = columns.at;
  cursor.skip();
  const names: unknown = JSON.parse(utf8(cursor.bytes, cursor.begin, cursor.to));
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return undefined;
  cursor.at = data.at + 1;
  return names;
}

const isColumn = (cursor: JsonCursor, at: number) => cursor.bytes[at] === OPEN_LIST && firstIn(cursor, at) !== OPEN_LIST;

/** The first byte of the first value of a list. */
function firstIn(cursor: JsonCursor, at: number): number {
  cursor.at = at + 1;
  return cursor.next();
}

/** What a path of keys leads to, in an object that is in memory. */
function named(input: JsonInput, path: string): JsonLayout {
  const { cursor, name } = input;
  const known: string[] = [];
  const resolve = (at: number, keys: readonly string[], prefix: string): number | undefined => {
    if (keys.length === 0) return at;
    if (cursor.bytes[at] !== OPEN_OBJECT) return undefined;
    const members = membersAt(cursor, at);
    known.push(...members.map((member) => prefix + member.name));
    // Keys may have dots of their own.
    for (let many = 1; many <= keys.length; many++) {
      const key = keys.slice(0, many).join(".");
      const member = members.findLast((one) => one.name === key);
      const found = member && resolve(member.at, keys.slice(many), `${prefix}${key}.`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const at = resolve(cursor.at, path.split("."), "");
  if (at === undefined) {
    const near = nearest(path, known);
    throw new UnknownFormat(`${name}: has no ${quoted(path)}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}. There are: ` +
      known.slice(0, 20).map(quoted).join(", "));
  }
  if (cursor.bytes[at] === OPEN_LIST) {
    const first = firstIn(cursor, at);
    if (first === OPEN_OBJECT || first === OPEN_LIST || first === CLOSE_LIST) return listWithin(input, at);
  } else if (cursor.bytes[at] === OPEN_OBJECT) {
    const members = membersAt(cursor, at);
    if (members.length > 0 && members.every((member) => isColumn(cursor, member.at))) return { is: "columns", lists: members };
  }
  throw new UnknownFormat(`${name}: ${quoted(path)} is no table. ${A_TABLE}`);
}

/** The members of an object that is known to be whole. Of keys that come twice the last counts, as for JSON.parse. */
function membersAt(cursor: JsonCursor, at: number): JsonMember[] {
  const members = new Map<string, JsonMember>();
  cursor.at = at + 1;
  if (cursor.next() === CLOSE_OBJECT) return [];
  for (;;) {
    cursor.next();
    cursor.string();
    const name = cursor.text();
    cursor.colon();
    members.set(name, { name, at: cursor.at });
    cursor.skip();
    if (cursor.next() === CLOSE_OBJECT) return [...members.values()];
    cursor.at++;
  }
}
