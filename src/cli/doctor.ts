/** `autoflux doctor`: what this machine has, what will be used and why, a trial, and what is wrong. */
import { createFlux, type FluxStatus } from "../index";
import { bold, columns, type Command, version } from "./command";
import { type Machine, machine } from "./machine";

/** Elements of the trial. */
const ELEMENTS = 1 << 20;
const ROUNDS = 7;
/** Less than this is little for columns of numbers. */
const LITTLE_BYTES = 256 * 2 ** 20;

interface Trial {
  operation: string;
  elements: number;
  /** Medians. */
  loopMs: number;
  inlineMs: number;
  threadsMs: number | null;
  /** Whether threads and inline gave the same bits. */
  sameBits: boolean | null;
}

interface Problem {
  problem: string;
  /** The way out, where the problem does not name it. */
  remedy: string | null;
}

export interface Report {
  autoflux: string;
  machine: Machine;
  use: Pick<FluxStatus, "engine" | "build" | "arithmetic" | "maxWorkers" | "fallbackReason"> & { memoryLimitBytes: number; why: string[] };
  trial: Trial;
  problems: Problem[];
  /** What is no fault, and worth knowing. */
  notes: string[];
}

export const doctor: Command = {
  name: "doctor",
  summary: "Tells what this machine has, what will be used and why, tries it, and says what is wrong.",
  usage: "doctor [--json]",
  positionals: [0, 0],
  options: { json: { type: "boolean", help: "the report as JSON" } },
  notes: ["Exit code 1 if something is wrong."],
  examples: ["autoflux doctor", "autoflux doctor --json"],
  async run(args) {
    const report = await examine();
    console.log(args.values["json"] ? JSON.stringify(report, null, 2) : readable(report));
    return report.problems.length > 0 ? 1 : 0;
  },
};

async function examine(): Promise<Report> {
  const has = machine();
  const flux = await createFlux();
  try {
    const trial = await tryOut(flux);
    const { engine, build, arithmetic, maxWorkers, fallbackReason, memory } = flux.status();
    const use = {
      engine,
      build,
      arithmetic,
      maxWorkers,
      fallbackReason,
      memoryLimitBytes: memory.limitBytes,
      why: reasons(flux.status(), has),
    };
    return { autoflux: version, machine: has, use, trial, problems: problemsOf(use, trial), notes: notesOf(has, trial) };
  } finally {
    await flux.close();
  }
}

/** exp(sqrt(x)) over a million numbers: as a loop, on this thread, on the pool; by turns, so that whatever else runs meets all alike. */
async function tryOut(flux: Awaited<ReturnType<typeof createFlux>>): Promise<Trial> {
  const values = Float64Array.from({ length: ELEMENTS }, (_, i) => (6 * i) / ELEMENTS);
  const x = flux.array(values);
  const ordinary = new Float64Array(ELEMENTS);
  const out = flux.empty(ELEMENTS);
  const times: Record<string, number[]> = { loop: [], inline: [], threads: [] };
  const timed = async (name: string, run: () => unknown) => {
    const begun = performance.now();
    await run();
    times[name]!.push(performance.now() - begun);
  };
  const hasThreads = flux.status().engine === "threads";
  const inline = await flux.map("exp_sqrt", x, { engine: "inline" });
  for (let round = -2; round < ROUNDS; round++) {
    await timed("loop", () => { for (let i = 0; i < ELEMENTS; i++) ordinary[i] = Math.exp(Math.sqrt(values[i]!)); });
    await timed("inline", () => flux.map("exp_sqrt", x, { out, engine: "inline" }));
    out.fill(Number.NaN); // or what threads leave out would be there from the calling thread
    if (hasThreads) await timed("threads", () => flux.map("exp_sqrt", x, { out, engine: "threads" }));
    if (round < 0) for (const name in times) times[name] = [];
  }
  const onThreads = flux.status().engine === "threads";
  return {
    operation: "exp_sqrt", elements: ELEMENTS,
    loopMs: median(times["loop"]!), inlineMs: median(times["inline"]!),
    threadsMs: onThreads ? median(times["threads"]!) : null,
    sameBits: onThreads ? inline.every((value, i) => Object.is(value, out[i])) : null,
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

/** Why the engine, the build and the number of threads are what they are. */
function reasons({ engine, build, maxWorkers, fallbackReason }: FluxStatus, has: Machine): string[] {
  const quota =
    has.quotaProcessors !== null && has.quotaProcessors < has.processors
      ? `the container's quota of ${has.quotaProcessors}`
      : `${has.processors} processors`;
  return [
    fallbackReason ?? `${engine}: large calls run on up to ${maxWorkers} threads (${quota}), small ones at once on the calling thread`,
    build === "relaxed" ? "relaxed build: this engine has relaxed SIMD, so multiply and add may fuse"
    : build === "baseline" ? `baseline build: Node ${has.node} has no relaxed SIMD (Node 22 and later have)`
    : "no build: the engine has no WebAssembly kernels to run",
  ];
}

function problemsOf(use: Report["use"], trial: Trial): Problem[] {
  const problems: Problem[] = [];
  const add = (is: boolean, problem: string, remedy: string | null) => { if (is) problems.push({ problem, remedy }); };
  add(use.engine === "js", `kernels cannot run: ${use.fallbackReason}`, remedyFor(use.fallbackReason));
  add(use.engine === "inline", `no threads: ${use.fallbackReason}`, remedyFor(use.fallbackReason));
  add(
    trial.sameBits === false,
    "threads gave other bits than the calling thread",
    "keep the output of autoflux doctor --json, and do not use threads here (engine: inline)",
  );
  add(
    use.memoryLimitBytes < LITTLE_BYTES,
    `the arena may hold ${size(use.memoryLimitBytes)}: half of the memory that is free now`,
    "free memory, raise the container's limit, or give memoryLimit",
  );
  return problems;
}

/** Timings are told, and judged by the reader: a busy machine is no fault. */
function notesOf(has: Machine, { loopMs, inlineMs, threadsMs }: Trial): string[] {
  const notes: string[] = [];
  if (has.processors === 1 || has.quotaProcessors === 1) notes.push("one processor: threads keep the event loop free, and gain no time");
  else if (threadsMs !== null && threadsMs > 0.9 * inlineMs)
    notes.push("threads gained little in this trial: are the processors shared, or busy?");
  if (inlineMs > loopMs) notes.push("the kernels were slower than the plain loop in this trial: is the processor busy?");
  return notes;
}

function remedyFor(reason: string | null): string | null {
  if (/address space/.test(reason ?? "")) return null;
  if (/memory|allocat/.test(reason ?? "")) {
    return "lift the limit on address space (ulimit -v unlimited): shared memory reserves up to 10 GiB of it, not of memory";
  }
  return /permission|bundled/.test(reason ?? "") ? null : "see Troubleshooting in docs/guide.md";
}

function size(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}

function readable({ autoflux, machine: has, use, trial, problems, notes }: Report): string {
  const yes = (is: boolean) => (is ? "yes" : "no");
  const ms = (value: number, of: number) => `${value.toFixed(2)} ms${value === of ? "" : ` (${(of / value).toFixed(1)} times faster)`}`;
  const has_ = columns([
    [
      "processor",
      `${has.cpu}, ${has.processors} processors${has.quotaProcessors === null ? "" : `, quota ${has.quotaProcessors}`}, load ` +
        `${has.load.toFixed(1)}`,
    ],
    [
      "memory",
      `${size(has.freeBytes)} free of ` +
        `${size(has.totalBytes)}${has.limitBytes === null ? "" : `, container's limit ${size(has.limitBytes)}`}`,
    ],
    ["system", has.system],
    ["Node", `${has.node} (V8 ${has.v8})`],
    ["WebAssembly SIMD", `${yes(has.simd)}; relaxed: ${yes(has.relaxedSimd)}`],
    ["shared memory", has.sharedMemory ?? "yes"],
    ["threads", `${yes(has.workersAllowed)}${has.permissionModel ? " (permission model)" : ""}`],
  ]);
  const used = columns([
    ["engine", use.engine], ["build", `${use.build ?? "none"}, arithmetic ${use.arithmetic}`], ["threads", String(use.maxWorkers)],
    ["memory limit", size(use.memoryLimitBytes)], ...use.why.map((why): [string, string] => ["why", why]),
  ]);
  const tried = columns([
    ["plain loop", ms(trial.loopMs, trial.loopMs)],
    ["one thread", ms(trial.inlineMs, trial.loopMs)],
    [
      "threads",
      trial.threadsMs === null ? "not tried" : `${ms(trial.threadsMs, trial.loopMs)}, ${trial.sameBits ? "the same bits" : "OTHER BITS"}`,
    ],
  ]);
  const wrong =
    problems.length === 0
      ? ["  nothing"]
      : problems.flatMap(({ problem, remedy }) => columns([["-", remedy === null ? problem : `${problem}. Way out: ${remedy}.`]]));
  return [
    bold(`autoflux ${autoflux}`),
    [bold("This machine has"), ...has_].join("\n"),
    [bold("What will be used"), ...used].join("\n"),
    [bold(`Tried: ${trial.operation} of ${trial.elements.toLocaleString("en")} numbers`), ...tried].join("\n"),
    [bold("What is wrong"), ...wrong].join("\n"),
    ...(notes.length > 0 ? [[bold("Worth knowing"), ...notes.flatMap((note) => columns([["-", note]]))].join("\n")] : []),
  ].join("\n\n");
}
