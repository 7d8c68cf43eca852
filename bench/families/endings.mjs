/** How soon functions of families end that must: while phases run on threads, and while ordinary arrays are copied. */
import { endingsOf } from "../runtime/calls.mjs";
import { median } from "../statistics.mjs";
import { FUNCTIONS, LABELS, outFor } from "./functions.mjs";
import { column } from "./inputs.mjs";

const ELEMENTS = 1e7;
/** A call is ended at some moment of the first part of its time. */
const SHARE = 0.6;
const LATEST_MS = 22;

/** @returns { elements, rows: [{ name, abort, timeout }] } */
export async function familyEndings(fx, times, progress) {
  const values = column("uniform", ELEMENTS);
  const x = fx.array(values);
  const arenaOut = fx.empty(ELEMENTS);
  const kinds = Object.entries(FUNCTIONS).filter(([name]) => name !== "rollingLong")
    .map(([name, row]) => ({ name: LABELS[name], row, x, given: outFor(row, ELEMENTS, () => arenaOut) }));
  const ordinary = { name: `${LABELS.sort}, ordinary arrays`, row: FUNCTIONS.sort, x: values, given: { out: values.slice() } };
  const rows = [];
  for (const { name, row, x: input, given } of [...kinds, ordinary]) {
    progress(`families: aborts and timeouts of ${name}`);
    const start = (options) => row.ours(fx, input, { ...given, ...options, engine: "threads" });
    const latest = Math.min(LATEST_MS, SHARE * (await usualMs(start)));
    const { abort, timeout } = await endingsOf(start, times, latest);
    rows.push({ name, abort, timeout });
  }
  fx.free(x);
  fx.free(arenaOut);
  return { elements: ELEMENTS, rows };
}

async function usualMs(start) {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    await start({});
    times.push(performance.now() - begun);
  }
  return median(times);
}
