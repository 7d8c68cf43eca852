/** { data, shape }: row by row, or with strides and an offset, as ndarray libraries have it. */
import { RaggedArray, UnsupportedInput } from "../errors";
import { type Reader, stridedReader } from "../memory/ports";
import { cut, isList, isNumberArray, isTypedArray } from "../typed-array";
import { type InputRules, ofNumbers, ofTyped, type Recognised } from "./borrowed";
import { isRow } from "./nested";
import type { Shaped } from "./types";

export function isShaped(value: unknown): value is Shaped {
  if (typeof value !== "object" || value === null || isTypedArray(value)) return false;
  try {
    return "data" in value && "shape" in value;
  } catch {
    return false; // a revoked proxy
  }
}

/** @throws UnsupportedInput, RaggedArray, and what an array may be refused with */
export function ofShaped(value: Shaped, where: string, context: InputRules): Recognised {
  const { data, offset = 0 } = value;
  const shape = lengthsIn(value.shape, where);
  const strides = stridesOf(value, shape, where);
  const flat = isNumberArray(data)
    ? ofTyped(data, where, context)
    : isList(data) && !isRow(data[0])
      ? ofNumbers(data, where, context)
      : undefined;
  if (!flat) throw new UnsupportedInput(`${where}: { data, shape } must be a flat array and an array of lengths`);
  const count = shape.reduce((a, b) => a * b, 1);
  const form = { kind: "shaped", shape } as const;
  if (strides === undefined && offset === 0) {
    if (count !== flat.length) {
      throw new RaggedArray(
        `${where}: shape [${shape.join(", ")}] holds ${count} elements, data has ${flat.length}`,
      );
    }
    return { ...flat, form };
  }
  if (!Number.isInteger(offset)) throw new UnsupportedInput(`${where}: { data, shape, offset } must have an offset in whole elements`);
  const ownStrides = strides ?? rowByRow(shape);
  const [first, last] = reachOf(shape, ownStrides, offset, flat.length, where);
  const isPlain = count === 0 || shape.every((n, axis) => n === 1 || ownStrides[axis] === rowByRow(shape)[axis]);
  if (isPlain && flat.view) return { ...ofTyped(cut(flat.view, first, last), where, context), form };
  const source: Reader = stridedReader(flat.view ?? (data as number[]), shape, ownStrides, offset, count, context.safeMode, where);
  return { ...flat, source, length: count, form, isStrided: true, ...(flat.view && { view: cut(flat.view, first, last) }) };
}

function lengthsIn(shape: unknown, where: string): number[] {
  const lengths = isList(shape) ? Array.from(shape) : isNumberArray(shape) ? Array.from(shape) : [];
  const isSound = (isList(shape) || isNumberArray(shape)) && lengths.every((n) => Number.isInteger(n) && (n as number) >= 0);
  if (!isSound) throw new UnsupportedInput(`${where}: { data, shape } must be a flat array and an array of lengths`);
  return lengths as number[];
}

/** Elements from one to the next along each axis, where they are given. */
function stridesOf(value: Shaped, shape: readonly number[], where: string): readonly number[] | undefined {
  const given = value.stride ?? value.strides;
  if (given === undefined) {
    const { order = "row-major" } = value as { order?: unknown };
    if (order !== "row-major" && order !== "C" && order !== "c") {
      throw new UnsupportedInput(
        `${where}: { data, shape } is read row by row: for another order give its strides, in elements`,
      );
    }
    return undefined;
  }
  const strides = isList(given) || isNumberArray(given) ? Array.from(given as ArrayLike<unknown>) : [];
  if (strides.length !== shape.length || !strides.every(Number.isInteger)) {
    throw new UnsupportedInput(
      `${where}: { data, shape, stride } must have one stride for each of the ${shape.length} axes, in whole elements`,
    );
  }
  return strides as number[];
}

function rowByRow(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis]!, axis--) strides[axis] = stride;
  return strides;
}

/** The elements [first, last) of data within which all lie that are read. @throws RaggedArray where one would lie outside */
function reachOf(
  shape: readonly number[], strides: readonly number[], offset: number, length: number, where: string,
): [first: number, last: number] {
  if (shape.includes(0)) return [0, 0];
  let [first, last] = [offset, offset];
  for (const [axis, n] of shape.entries()) {
    const reach = (n - 1) * strides[axis]!;
    if (reach < 0) first += reach;
    else last += reach;
  }
  if (first >= 0 && last < length) return [first, last + 1];
  throw new RaggedArray(
    `${where}: shape [${shape.join(", ")}] with strides [${strides.join(", ")}] and offset ${offset} reads elements ${first} to ` +
      `${last}, data has ${length}`,
  );
}
