/** Small columns: `auto` against the loop with the same allocation, ordinary arrays into new ones, and arena arrays into given ones. */
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { median, ratio } from "../statistics.mjs";
import { FUNCTIONS, outFor } from "./functions.mjs";
import { column } from "./inputs.mjs";

const SIZES = [1e3, 1e4, 1e5];

/** @returns cells { function, home, size, loopNs, autoNs, faster } */
export async function overLoops(fx, rounds, progress) {
  const cells = [];
  for (const size of SIZES) {
    const values = column("uniform", size);
    for (const [name, row] of Object.entries(FUNCTIONS).filter(([name]) => name !== "rollingLong")) {
      progress(`families: ${name}, ${size} elements`);
      for (const home of ["ordinary", "arena"]) {
        const x = home === "arena" ? fx.array(values) : values;
        const given = home === "arena" ? outFor(row, size, (length) => fx.empty(length)) : {};
        const kept = outFor(row, size, (length) => new Float64Array(length)).out;
        const fresh = () => outFor(row, size, (length) => new Float64Array(length)).out;
        const results = await compare([
          { name: "loop", run: home === "arena" ? () => row.loop(values, kept) : () => row.loop(values, fresh()) },
          { name: "auto", async: true, run: () => row.ours(fx, x, given) },
        ], { rounds });
        for (const array of home === "arena" ? [x, ...(row.result === "same" ? [given.out] : [])] : []) fx.free(array);
        cells.push({
          function: name, home, size,
          loopNs: digits(median(results.loop) / size, 4), autoNs: digits(median(results.auto) / size, 4),
          faster: ratio(results.loop, results.auto),
        });
      }
    }
  }
  return cells;
}
