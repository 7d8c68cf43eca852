/** A progress bar on a terminal; silent in a pipe, and where the results go to the terminal themselves. */
import { Presets, SingleBar } from "cli-progress";
import { atEnd } from "./endings";

export interface Progress {
  /** The same bytes, counted. */
  counting(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  rows(count: number): void;
  stop(): void;
}

const WAIT_MS = 500;

/** A bar of bytes that are read: it comes when that has taken a while, and goes at the end. */
export class ReadingBar {
  private readonly begun = performance.now();
  private bar: SingleBar | undefined;
  private done = 0;
  private forget = () => {};

  /** As onProgress of reading tells it: bytes, `total` of them if that is known; of a pass over a file again from 0 on. */
  readonly update = ({ done, total }: { done: number; total: number }): void => {
    if (!process.stderr.isTTY || performance.now() - this.begun < WAIT_MS) return;
    if (!this.bar) {
      const format = total > 0 ? "{bar} {percentage} %  {duration} s" : "{duration} s";
      const bar = barOf(format, true);
      this.forget = atEnd(() => bar.stop());
      bar.start(total || 1, 0);
      this.bar = bar;
    }
    this.bar.update((this.done = Math.max(this.done, done)));
  };

  stop(): void {
    this.forget();
    this.bar?.stop();
    this.bar = undefined;
  }
}

function barOf(format: string, clearOnComplete = false): SingleBar {
  const options = { format, stream: process.stderr, barsize: 30, fps: 10, gracefulExit: false, clearOnComplete };
  return new SingleBar(options, Presets.shades_classic);
}

/** `totalBytes` is undefined where nobody knows. */
export function progressOf(totalBytes: number | undefined, toFile: boolean): Progress {
  if (!process.stderr.isTTY || !toFile) return { counting: (bytes) => bytes, rows: () => {}, stop: () => {} };
  const format = totalBytes ? "{bar} {percentage} %  {rows} rows  {duration} s" : "{rows} rows  {duration} s";
  const bar = barOf(format);
  // The bar switches the terminal's line wrap and cursor off: however the process ends, both are there again.
  const forget = atEnd(() => bar.stop());
  bar.start(totalBytes || 1, 0, { rows: 0 });
  let read = 0;
  return {
    async *counting(bytes) {
      for await (const chunk of bytes) {
        yield chunk;
        read += chunk.length;
        if (totalBytes) bar.update(read);
      }
    },
    rows: (count) => bar.update({ rows: count.toLocaleString("en") }),
    stop: () => {
      forget();
      bar.stop();
    },
  };
}
