/**
 * The runtime as a service: calls that must end, small ones beside huge ones, crowds, memory over many maps, functions, files, watching.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { digits, power } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { besideHuge, crowd, endings } from "../runtime/calls.mjs";
import { watchingCost } from "../runtime/cost.mjs";
import { heavyAfterLight, readyStreams } from "../runtime/event-loop.mjs";
import { overLoop, throughFiles } from "../runtime/functions.mjs";

const MANY_MAPS = fileURLToPath(new URL("../../test/children/many-maps.mjs", import.meta.url));

export async function run({ quick }, progress) {
  const fx = await openFlux({ memorySafe: false });
  const elements = quick ? 1e7 : 1e8;
  progress(`runtime: aborts and timeouts of maps of ${power(elements)} elements`);
  const ended = await endings(fx, elements, quick ? 20 : 300);
  progress("runtime: small calls beside huge ones");
  const small = await besideHuge(fx, quick ? 2e6 : 2e7, quick ? 50 : 400);
  progress("runtime: any JavaScript in parallel");
  const functions = await overLoop(fx, quick ? 4000 : 20_000, quick ? 2 : 7);
  progress("runtime: the event loop beside functions and streams");
  const heavy = await heavyAfterLight(fx, quick ? 10 : 60);
  const streams = await readyStreams(fx, quick ? 3e5 : 3e6, quick ? 10 : 100);
  progress("runtime: files");
  const files = await throughFiles(fx, quick ? 64 : 512);
  await fx.close();
  progress("runtime: 1,000 calls at once on 32 workers");
  const many = await openFlux({ maxWorkers: 32 });
  const crowded = await crowd(many, 1000, quick ? 2e4 : 2e5);
  await many.close();
  progress("runtime: 100,000 maps");
  const { stdout } = await promisify(execFile)(process.execPath, [MANY_MAPS]);
  const { highAtWarmUp, highAfter } = JSON.parse(stdout);
  const [{ size: packedBytes }] = JSON.parse(
    (
      await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: fileURLToPath(new URL("../../", import.meta.url)),
      })
    ).stdout,
  );
  progress("runtime: what watching costs");
  const watching = await watchingCost(quick ? 5 : 15);
  return {
    ended,
    small,
    functions,
    heavy,
    streams,
    files,
    crowded,
    memory: { highAtWarmUpMb: highAtWarmUp / 1024, highAfterMb: highAfter / 1024, ratio: highAfter / highAtWarmUp },
    watching,
    packedBytes,
  };
}

export function tables({ ended, small, functions, heavy, streams, files, crowded, memory, watching, packedBytes, skipped }) {
  if (skipped) return [{ title: "the runtime", head: [], rows: [], notes: [`left out: ${skipped}`] }];
  const ms = ({ medianMs, p99Ms, maxMs }) => [digits(medianMs, 3), digits(p99Ms, 3), digits(maxMs, 3)];
  return [
    {
      title: `until a running map of ${power(ended.elements)} elements has ended, ${ended.times} times`,
      head: ["", "median ms", "p99 ms", "max ms"],
      rows: [
        ["after abort()", ...ms(ended.abort)],
        ["beyond its timeout", ...ms(ended.timeout)],
      ],
    },
    {
      title: "small calls, idle and beside a huge map",
      head: ["", "idle, µs", "beside, µs", "p99, µs", "ratio"],
      rows: small.map((s) => [s.name, digits(s.idleUs, 3), digits(s.besideUs, 3), digits(s.besideP99Us, 3), digits(s.ratio, 3)]),
    },
    {
      title: `parallel over ${power(functions.items)} items of strings and objects`,
      head: ["", "ms", "over the loop"],
      rows: functions.sides.map((s) => [s.name, digits(s.ms, 3), digits(s.overLoop, 3)]),
    },
    {
      title: "beside streams over sources that are always ready, p99 ms",
      head: ["", "event loop", "first result", "after abort()"],
      rows: streams.map((s) => [s.name, digits(s.gapP99Ms, 3), digits(s.firstP99Ms, 3), digits(s.abortP99Ms, 3)]),
    },
    {
      title: "the rest",
      head: ["", ""],
      rows: [
        [`parallel, a heavy element after light ones, ${heavy.times} times: the event loop's gaps, p99 ms`, digits(heavy.p99Ms, 3)],
        ["the longest gap of a call: median and largest, ms", `${digits(heavy.worstMedianMs, 3)}, ${digits(heavy.worstMs, 3)}`],
        [
          `${crowded.count} calls of ${power(crowded.elements)} elements at once, ${crowded.workers} workers: calls a second`,
          digits(crowded.perSecond, 3),
        ],
        ["their median and largest latency, ms", `${digits(crowded.medianMs, 3)}, ${digits(crowded.maxMs, 3)}`],
        [`a file of ${files.megabytes} MiB of doubles, mapped, MiB/s`, digits(files.mapMbPerSecond, 3)],
        ["reduced, MiB/s", digits(files.reduceMbPerSecond, 3)],
        ["resident memory over 100,000 maps, of its high-water mark before", digits(memory.ratio, 3)],
        ["watching, ns a call", digits(watching.nsACall, 3)],
        ["the packed package, kB", digits(packedBytes / 1000, 4)],
      ],
    },
  ];
}
