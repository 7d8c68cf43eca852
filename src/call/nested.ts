/** Arrays within arrays: their shape, and their rows one after another. */
import type { NumberArray } from "../dtype";
import { NotEnoughMemory, RaggedArray } from "../errors";
import { type Allocation, allocationOf } from "../memory/arena";
import { heapLeft } from "#platform";
import { rowsReader } from "../memory/ports";
import { isList, isNumberArray, isTypedArray, lengthOf, plainView } from "../typed-array";
import { type InputRules, NOTHING, type Recognised, refuseLost } from "./borrowed";

/** Arrays within arrays, at most. */
const MOST_AXES = 32;
/** Elements, at most: no result could hold more. */
const MOST_ELEMENTS = 2 ** 32;
/** Rows that need no look at the heap; what a reference to one takes, and a row with its header. */
const FEW_ROWS = 1 << 16;
const REFERENCE_BYTES = 16;
const ROW_BYTES = 64;

/** What may stand within a nested array: a list or a typed array of numbers. */
export function isRow(value: unknown): value is ArrayLike<unknown> {
  return isList(value) || isNumberArray(value);
}

/** @throws RaggedArray, DetachedBuffer, FreedArray, NotEnoughMemory */
export function ofNested(list: readonly unknown[], where: string, context: InputRules): Recognised {
  const shape = shapeOf(list, where);
  const axes = shape.length;
  checkHeap(shape.slice(0, -1), REFERENCE_BYTES, where);
  let level: readonly unknown[] = [list];
  for (let axis = 0; axis < axes - 1; axis++) {
    const below: unknown[] = [];
    for (const [i, row] of level.entries()) {
      checkRow(row, i, axis, shape, where, true);
      for (let k = 0; k < shape[axis]!; k++) below.push((row as ArrayLike<unknown>)[k]);
    }
    level = below;
  }
  const isTyped = level.length > 0 && isTypedArray(level[0]);
  const typed: NumberArray[] = [];
  const borrowed: Allocation[] = [];
  for (const [i, row] of level.entries()) {
    checkRow(row, i, axes - 1, shape, where, !isTyped);
    if (isTyped) typed.push(borrowRow(row as NumberArray, `${where}: row ${i}`, borrowed));
  }
  const reader = rowsReader((isTyped ? typed : level) as ArrayLike<number>[], shape[axes - 1]!, context.safeMode, where);
  return {
    source: reader, length: reader.length, form: { kind: "nested", shape, typedRows: isTyped },
    borrowed: borrowed.length > 0 ? borrowed : NOTHING, ...(isTyped && { rows: typed }),
  };
}

/** A typed row as a plain view; its owner, where it has one, is remembered. @throws DetachedBuffer, FreedArray */
function borrowRow(given: NumberArray, where: string, borrowed: Allocation[]): NumberArray {
  refuseLost(given, where);
  const row = plainView(given);
  const owner = allocationOf(row, where);
  if (owner) borrowed.push(owner);
  return row;
}

/** The lengths along the first rows, which all others must have. @throws RaggedArray, NotEnoughMemory */
function shapeOf(list: readonly unknown[], where: string): number[] {
  const shape: number[] = [];
  const above = new Set<unknown>();
  let elements = 1;
  for (let row: unknown = list; isRow(row); row = isTypedArray(row) ? undefined : row[0]) {
    if (above.has(row)) throw new RaggedArray(`${where}: the nested array holds itself. Give arrays of numbers, or { data, shape }`);
    above.add(row);
    const length = isTypedArray(row) ? lengthOf(row) : row.length;
    if (shape.push(length) > MOST_AXES) throw new RaggedArray(`${where}: nested more than ${MOST_AXES} deep. Give { data, shape }`);
    elements *= length;
    if (length === 0) break;
  }
  if (elements > MOST_ELEMENTS) {
    throw new NotEnoughMemory(
      `${where}: a nested array of shape [${shape.join(", ")}] has ${elements} elements: at most ${MOST_ELEMENTS} can be read at ` +
        "once. Give it in parts",
    );
  }
  return shape;
}

/**
 * Rows of a nested array are objects of the engine's heap, which ends the process when it is full. `lengths`: along the axes above them.
 *
 * @throws NotEnoughMemory
 */
export function checkHeap(lengths: readonly number[], bytesEach: number, where: string): void {
  const rows = lengths.reduce((a, b) => a * b, 1);
  if (rows <= FEW_ROWS || rows * bytesEach < heapLeft() / 2) return;
  throw new NotEnoughMemory(
    `${where}: ${rows} rows of nested arrays take ${rows * bytesEach} bytes of the engine's heap, which has ${heapLeft()} left. ` +
      "Give { data, shape } with one typed array, or raise --max-old-space-size",
  );
}

/** What a nested result takes of the heap: plain rows hold their elements there. @throws NotEnoughMemory */
export function checkNestedResult(shape: readonly number[], typedRows: boolean, where: string): void {
  checkHeap(shape.slice(0, -1), ROW_BYTES + (typedRows ? ROW_BYTES : 8 * shape.at(-1)!), where);
}

/** @throws RaggedArray where a row is not as the first one */
function checkRow(row: unknown, index: number, axis: number, shape: readonly number[], where: string, isListed: boolean): void {
  const length = isRow(row) ? (isTypedArray(row) ? lengthOf(row) : row.length) : -1;
  if (length === shape[axis] && isTypedArray(row) !== isListed) return;
  const got =
    length >= 0
      ? `${isTypedArray(row) === isListed ? "another kind of array, of " : ""}${length} elements`
      : `a ${row === null ? "null" : typeof row}`;
  throw new RaggedArray(
    `${where}: ragged nested array: at depth ${axis}, row ${index} must have ${shape[axis]} elements like the first, got ${got}. ` +
      "Pad the rows, or map them one by one",
  );
}
