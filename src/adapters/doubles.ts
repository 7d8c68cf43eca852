/** Files of numbers as memory holds them, one after another, little-endian: read a piece at a time. What is no such file is refused. */
import { type FileHandle, open } from "node:fs/promises";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { isContainerName, isText, kindOf } from "./kinds";
import { isNpy, NPY_HEAD_BYTES, npyIn } from "./npy";

/** What is wrong with a file: a sentence for its owner, that begins after the file's name. */
export class BadDoubles extends Error {
  readonly ofFile = true;
}

/** What the caller says of a file. */
export interface About {
  name: string;
  dtype: Dtype | undefined;
  /** Bytes before the first number. Where it is given, the file is one of numbers, whatever it looks like. */
  offset: number | undefined;
}

/** Refuses bytes that no file of numbers begins with. @throws BadDoubles */
export function refuseOtherKinds(head: Buffer, { name, dtype, offset }: About): void {
  if (offset !== undefined) return;
  const kind = kindOf(head);
  if (kind) {
    throw new BadDoubles(
      `is ${kind.is}, not numbers as memory holds them. ${kind.way}; if it has such numbers all the same, give offset: the bytes ` +
        "before the first",
    );
  }
  if (dtype === undefined && isContainerName(name)) {
    throw new BadDoubles("has the name of another format. If it holds numbers as memory holds them all the same, give dtype");
  }
  if (!isText(head, name)) return;
  throw new BadDoubles(
    'looks like text, not like numbers as memory holds them. Give its column, { path, column: "name" } (without a header: { path, ' +
      'column: 1, header: false }); if it has such numbers all the same, give offset: 0',
  );
}

export class DoublesReader {
  private constructor(
    private readonly file: FileHandle,
    readonly dtype: Dtype,
    private at: number,
    private readonly size: number,
  ) {}

  /** @throws BadDoubles, and what the system throws */
  static async open(path: string | URL, about: About): Promise<DoublesReader> {
    const file = await open(path, "r");
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw new BadDoubles("is a folder");
      const head = await headOf(file);
      const npy = about.offset === undefined && isNpy(head) ? npyIn(head) : undefined;
      if (typeof npy === "string") throw new BadDoubles(npy);
      if (npy) return new DoublesReader(file, checkedDtype(npy.dtype, about.dtype), npy.offset, endOfNpy(npy, stats.size));
      refuseOtherKinds(head, about);
      const { dtype = "float64", offset = 0 } = about;
      const bytes = stats.size - offset;
      if (bytes < 0 || bytes % BYTES[dtype] !== 0) {
        throw new BadDoubles(
          `has ${stats.size} bytes${offset > 0 ? `, ${offset} of them before the numbers` : ""}: that is no whole number of values of ` +
            `${BYTES[dtype]} bytes. Is it of another dtype, or has it a header (offset)?`,
        );
      }
      return new DoublesReader(file, dtype, offset, stats.size);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Elements that are left. */
  get length(): number {
    return (this.size - this.at) / BYTES[this.dtype];
  }

  /**
   * Fills `target` from its front; how many elements there were. What is written to the file meanwhile, behind its end, is not read.
   * @throws BadDoubles
   */
  async read(target: FloatArray): Promise<number> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, Math.min(target.byteLength, this.size - this.at));
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, this.at);
      if (bytesRead === 0) throw new BadDoubles("became shorter while it was read");
      filled += bytesRead;
      this.at += bytesRead;
    }
    return bytes.length / target.BYTES_PER_ELEMENT;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function headOf(file: FileHandle): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(NPY_HEAD_BYTES), 0, NPY_HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function checkedDtype(dtype: Dtype, wanted: Dtype | undefined): Dtype {
  if (wanted === undefined || wanted === dtype) return dtype;
  throw new BadDoubles(`is a NumPy array of ${dtype}, not of ${wanted}. Leave dtype out`);
}

function endOfNpy({ dtype, offset, length }: { dtype: Dtype; offset: number; length: number }, size: number): number {
  const end = offset + length * BYTES[dtype];
  if (end === size) return end;
  throw new BadDoubles(
    `is a NumPy array of ${length} elements, which take ${end} bytes with its header, but has ${size}. Was it written to its end?`,
  );
}
