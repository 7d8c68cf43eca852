/** The entry of a thread or process that runs callers' functions. Kernels never run here, nor functions where kernels do. */
import { deserialize, serialize } from "node:v8";
import { now } from "../clock";
import { functionFrom } from "./modules";
import { type BatchTask, described, type ElementsTask, isThenable, type Reply, type Run, runOver, type Task } from "./task";

const known = new Map<number, Run>();

/** What piscina's pool calls in a thread. */
export default function runTask(task: Task): Promise<Reply> {
  return run(task);
}

/** What tinypool's calls in a process: what cannot be sent back is found here, where it ends nothing. */
export async function runSerialized(task: Uint8Array): Promise<Uint8Array> {
  const reply = await run(deserialize(task) as Task);
  try {
    return serialize(reply);
  } catch (error) {
    return serialize({ index: -1, error: described(error) });
  }
}

async function run({ id, definition, forget, work }: Task): Promise<Reply> {
  try {
    for (const old of forget) known.delete(old);
    if (definition) {
      try {
        known.set(id, await functionFrom(definition));
      } catch (error) {
        return { index: -1, error: described(error), unmade: true };
      }
    }
    const run = known.get(id)!;
    return "inputs" in work ? overElements(run, work) : await overBatch(run, work);
  } catch (error) {
    return { index: -1, error: described(error) };
  }
}

function overElements(run: Run, { inputs, count }: ElementsTask): Reply {
  const begun = now();
  const values = new Float64Array(count);
  return runOver(run, inputs, 0, count, values) ?? { value: values, ms: now() - begun, isAsync: false };
}

async function overBatch(run: Run, { batch, place }: BatchTask): Promise<Reply> {
  const begun = now();
  const given = (run as (batch: unknown, place: unknown) => unknown)(batch, place);
  const isAsync = isThenable(given);
  const value = isAsync ? await given : given;
  return { value, ms: now() - begun, isAsync };
}
