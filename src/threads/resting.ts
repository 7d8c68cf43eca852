/** Threads that have nothing to do: who rests may be retired, and then touches no job any more. */
import { type Layout, restAt } from "./job-table";
import type { Words } from "./words";

/** The thread `id` in a seat found the table empty, and will wait. */
export function rest(words: Words, layout: Layout, seat: number, id: number): void {
  words.store(restAt(layout.seats, seat), id);
}

/** It waits no more. Whether it may look at the table: not once it has been retired. */
export function rise(words: Words, layout: Layout, seat: number, id: number): boolean {
  return words.swap(restAt(layout.seats, seat), id, 0) === id;
}

/** Whether the thread `id` in a seat of so many rested: it touches no job any more. (Its id is in no other thread's way.) */
export function retire(words: Words, seats: number, seat: number, id: number): boolean {
  return id !== 0 && words.swap(restAt(seats, seat), id, 0) === id;
}
