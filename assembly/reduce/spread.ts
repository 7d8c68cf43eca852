/** An array spread over the elements of a result by its shape: element i of the result is x[floor(i / inner) % length]. */
import { Format } from "../format";

export class Spread<T extends Format> {
  /** Elements `index` to `index + count` of the result, to `out`. */
  @inline run(x: usize, length: usize, inner: usize, index: usize, out: usize, count: usize): void {
    const t = changetype<T>(0);
    const end = out + (count << t.shift());
    let at = (index / inner) % length;
    if (inner == 1) { // a row: copied, again and again
      while (out < end) {
        const most = (end - out) >> t.shift();
        const some = length - at < most ? length - at : most;
        memory.copy(out, x + (at << t.shift()), some << t.shift());
        out += some << t.shift();
        at = 0;
      }
      return;
    }
    let left = inner - index % inner; // a column: each element, `inner` times
    while (out < end) {
      const value = t.loadOne(x + (at << t.shift()));
      const most = (end - out) >> t.shift();
      const some = left < most ? left : most;
      const stop = out + (some << t.shift()), whole = out + ((some << t.shift()) & ~15);
      while (out < whole) {
        t.store(out, value);
        out += 16;
      }
      while (out < stop) {
        t.storeOne(out, value);
        out += <usize>1 << t.shift();
      }
      at = at + 1 == length ? 0 : at + 1;
      left = inner;
    }
  }
}
