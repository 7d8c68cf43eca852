/** Memory for blocks: two at a time, one that is used and one that is filled. */
import { ArenaFull } from "../../errors";
import type { CsvParsing } from "../csv-parsing";

export class BlockRooms {
  #rooms: Uint8Array[] = [];
  #at = 0;

  /** `size`: bytes of most blocks. */
  constructor(
    readonly parsing: CsvParsing,
    readonly size: number,
  ) {}

  /** Room for `bytes`, which begins with `rest`: those of the room before, or of this one. */
  async begin(rest: Uint8Array, bytes: number): Promise<Uint8Array> {
    const old = this.#rooms[this.#at];
    if (old && old.length >= bytes) {
      old.set(rest);
      return old;
    }
    const room = await this.#room(bytes);
    room.set(rest);
    if (old) this.parsing.release?.(old);
    this.#rooms[this.#at] = room;
    return room;
  }

  /** The parser's, where it has any. */
  async #room(bytes: number): Promise<Uint8Array> {
    try {
      return (await this.parsing.block?.(bytes)) ?? new Uint8Array(bytes);
    } catch (error) {
      if (error instanceof ArenaFull) return new Uint8Array(bytes);
      throw error;
    }
  }

  /** The room is used from now on: the other one is free. */
  turn(): void {
    this.#at = 1 - this.#at;
  }

  end(): void {
    for (const room of this.#rooms) this.parsing.release?.(room);
    this.#rooms = [];
  }
}
