/** The header of a NumPy array's file (.npy): what its numbers are, and where they begin. */

export interface Npy {
  dtype: "float64" | "float32";
  /** Bytes before the first number. */
  offset: number;
  length: number;
}

const MAGIC = "\x93NUMPY";
const DTYPES: Record<string, Npy["dtype"]> = { "<f8": "float64", "<f4": "float32" };
/** As far as a header of one dimension can reach, with room to spare. */
export const NPY_HEAD_BYTES = 4096;

export function isNpy(head: Buffer): boolean {
  return head.toString("latin1", 0, MAGIC.length) === MAGIC;
}

/** The header at the front of `head`; or, as text, why its array is none that can be read: a sentence that begins after the file's name. */
export function npyIn(head: Buffer): Npy | string {
  const isFirst = head[6] === 1;
  const begin = isFirst ? 10 : 12;
  const offset = begin + (isFirst ? head.readUInt16LE(8) : head.readUInt32LE(8));
  const text = head.toString("latin1", begin, offset);
  const descr = /'descr':\s*('[^']*'|\[)/.exec(text)?.[1]?.replaceAll("'", "");
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (offset > head.length || descr === undefined || shape === undefined) {
    return "is a NumPy array whose header cannot be read. Save it again with numpy.save";
  }
  const dtype = DTYPES[descr];
  if (!dtype) {
    return `is a NumPy array of ${descr === "[" ? "records" : descr}, not of doubles or floats, little-endian. Save it with ` +
      `numpy.save(path, a.astype("<f8"))`;
  }
  const sizes = shape.split(",").map((size) => size.trim()).filter((size) => size !== "");
  if (sizes.length !== 1) return `is a NumPy array of shape (${shape}), not of one dimension. Save it with numpy.save(path, a.ravel())`;
  return { dtype, offset, length: Number(sizes[0]) };
}
