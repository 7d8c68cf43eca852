/** How much memory decoded data may still take. */
import { TooLarge } from "../data-errors";
import { shown } from "../shown";

export class Budget {
  #taken = 0;

  constructor(
    private readonly name: string,
    private readonly most: number,
    private readonly way = "Read fewer columns or rows (columns, limit), go through it in parts (lazy: true), or raise memoryLimit",
  ) {}

  /** @throws TooLarge */
  take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken <= this.most) return;
    throw new TooLarge(`${shown(this.name)}: decoded, its data take more than ${this.most} bytes, the limit. ${this.way}`);
  }
}
