/** `autoflux bench`: the benchmark of the package, on this machine. */
import { type Command, wordOf } from "./command";

/** Beside the command line's bundle (build.mjs). */
const BUNDLE = new URL("bench/measure.mjs", import.meta.url).href;
/** As in bench/measure.mjs, which is loaded only to measure. */
const PARTS = [
  "cold",
  "ranges",
  "kernels",
  "native",
  "singles",
  "threads",
  "ordinary",
  "python",
  "expressions",
  "peers",
  "families",
  "reading",
  "runtime",
  "loop",
  "grid",
] as const;

export const bench: Command = {
  name: "bench",
  summary: "Measures the package on this machine against plain JavaScript loops and CPython, by turns: some minutes.",
  usage: "bench [--quick] [--only PART] [--out results.json]",
  positionals: [0, 0],
  options: {
    quick: { type: "boolean", help: "fewer rounds and sizes, about a minute: to see that it works" },
    only: { type: "string", value: "PART", help: `one part: ${PARTS.join(", ")}` },
    out: { type: "string", value: "FILE", help: "write the figures as JSON too" },
  },
  notes: [
    "Figures are medians of rounds in which all sides run by turns. Close what else runs: shared processors blur them.\n"
      + "The part peers (NumPy, gcc and others) has its drivers in a clone of the repository; elsewhere it names them as skipped.",
  ],
  examples: ["autoflux bench --quick", "autoflux bench --only ranges"],
  async run(args) {
    const only = wordOf(args, "only", PARTS);
    const { measure } = (await import(BUNDLE)) as {
      measure(options: { quick: boolean; only?: string; out?: string }): Promise<unknown>;
    };
    await measure({
      quick: args.values["quick"] === true,
      ...(only && { only }),
      ...(args.values["out"] !== undefined && { out: String(args.values["out"]) }),
    });
    return 0;
  },
};
