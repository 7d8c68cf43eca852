/** Memory of the arena for one run of an algorithm: all of it goes back at once, when no thread can touch it any more. */
import type { Arena } from "../memory/arena";
import type { Lease, Leased } from "../threads/phase";

type Kind<A> = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

export class RunLease implements Lease {
  private readonly loans: { pointer: number; bytes: number }[] = [];
  private isOver = false;

  constructor(
    private readonly arena: Arena,
    private readonly where: string,
  ) {}

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

  /** Gives all of it back. */
  end(): void {
    this.isOver = true;
    for (const { pointer, bytes } of this.loans.splice(0)) this.arena.giveBack(pointer, bytes);
  }

  private lease<A>(Kind: Kind<A>, length: number): Leased<A> {
    this.check();
    const bytes = length * Kind.BYTES_PER_ELEMENT;
    const pointer = this.arena.lend(bytes);
    this.loans.push({ pointer, bytes });
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
