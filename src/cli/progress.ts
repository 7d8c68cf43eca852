/** A progress bar on a terminal; silent in a pipe, and where the results go to the terminal themselves. */
import { Presets, SingleBar } from "cli-progress";
import { atEnd } from "./endings";

export interface Progress {
  /** The same bytes, counted. */
  counting(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  rows(count: number): void;
  stop(): void;
}

/** `totalBytes` is undefined where nobody knows. */
export function progressOf(totalBytes: number | undefined, toFile: boolean): Progress {
  if (!process.stderr.isTTY || !toFile) return { counting: (bytes) => bytes, rows: () => {}, stop: () => {} };
  const format = totalBytes ? "{bar} {percentage} %  {rows} rows  {duration} s" : "{rows} rows  {duration} s";
  const bar = new SingleBar({ format, stream: process.stderr, barsize: 30, fps: 10, gracefulExit: false }, Presets.shades_classic);
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
