/**
 * Memory of the arena for one run of an algorithm: one block, of all that it will need, is taken before it starts, so that it is never
 * short of memory half-way. All of it goes back at once, when no thread can touch it any more.
 */
import type { Arena } from "../memory/arena";
import { rounded } from "../memory/free-list";
import type { Lease, Leased } from "../threads/phase";

type Kind<A> = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

export class RunLease implements Lease {
  private readonly pointer: number;
  private used = 0;
  private isOver = false;

  /** @throws ArenaFull, with nothing taken */
  constructor(
    private readonly arena: Arena,
    private readonly where: string,
    private readonly bytesInAll: number,
  ) {
    this.pointer = arena.lend(bytesInAll);
    arena.hold();
  }

  f64(length: number): Leased<Float64Array> {
    return this.lease<Float64Array>(Float64Array, length);
  }

  u32(length: number): Leased<Uint32Array> {
    return this.lease<Uint32Array>(Uint32Array, length);
  }

  bytes(length: number): Leased<Uint8Array> {
    return this.lease<Uint8Array>(Uint8Array, length);
  }

  at(pointer: number, length: number): Uint8Array {
    this.check();
    return new Uint8Array(this.arena.memory.buffer, pointer, length);
  }

  /** Bytes of the block. @throws where the run needs more than it said */
  take(bytes: number): number {
    this.check();
    const size = bytes === 0 ? 0 : rounded(bytes);
    if (this.used + size > rounded(this.bytesInAll)) {
      throw new Error(`${this.where}: needs more than the ${this.bytesInAll} bytes it said: ${this.used} are used, ${bytes} more wanted`);
    }
    this.used += size;
    return this.pointer + this.used - size;
  }

  /** How much of it is taken. */
  get mark(): number {
    return this.used;
  }

  /** What was taken since then is free again, for the same run. */
  cutTo(mark: number): void {
    this.used = mark;
  }

  /** Gives all of it back. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.arena.giveBack(this.pointer, this.bytesInAll);
    this.arena.letGo();
  }

  private lease<A>(Kind: Kind<A>, length: number): Leased<A> {
    if (!(Number.isInteger(length) && length >= 0)) {
      throw new Error(`${this.where}: a lease must be of a whole number of elements, from 0 on: got ${length}`);
    }
    const pointer = this.take(length * Kind.BYTES_PER_ELEMENT);
    return {
      pointer, length,
      view: () => {
        this.check();
        return new Kind(this.arena.memory.buffer, pointer, length);
      },
    };
  }

  private check(): void {
    if (this.isOver) throw new Error(`${this.where}: a lease was used after its run had ended: its memory is another's now`);
  }
}
