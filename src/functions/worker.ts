/** The entry of a thread or process that runs callers' functions. Kernels never run here, nor functions where kernels do. */
import { isMainThread, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { now } from "../clock";
import { deserialized, serialized } from "./clone";
import { globalsAreWhole } from "./globals";
import { functionFrom } from "./modules";
import { endWithParent } from "./parent";
import { type BatchTask, type ElementsTask, isThenable, type Reply, type Run, type Task } from "./task";
import { runOver } from "./over";
import type { Summons } from "./threads";
import { described, reasonOf } from "./thrown";

/** For this package where it was loaded into another realm than Node's own. */
export { importModule } from "./modules";

const known = new Map<number, Run>();
let port: MessagePort | undefined;

if (isMainThread) endWithParent();

/** What piscina's pool calls in a thread. */
export default async function runTask({ port: given }: Summons): Promise<void> {
  port = given ?? port;
  const { message } = receiveMessageOnPort(port!) as { message: Task };
  const reply = await run(message);
  send(reply, (sent) =>
    port!.postMessage(sent, "inputs" in message.work && "value" in sent ? [(sent.value as Float64Array).buffer as ArrayBuffer] : []),
  );
}

/** What both call first, when the thread or process has started. A thread's port comes along. */
export function ready({ port: given }: Summons): void {
  port = given ?? port;
}

/** What tinypool's pool calls in a process. */
export async function runSerialized(task: Uint8Array): Promise<Uint8Array> {
  return send(await run(deserialized(task) as Task), serialized);
}

/** What cannot be sent back is found here, where it ends nothing. */
function send<T>(reply: Reply, by: (reply: Reply) => T): T {
  try {
    return by(reply);
  } catch (error) {
    return by({ index: -1, uncloneable: reasonOf(error), ...("spoilt" in reply && { spoilt: true }) });
  }
}

async function run({ id, definition, forget, work }: Task): Promise<Reply> {
  const reply = await replyTo(id, definition, forget, work);
  return globalsAreWhole() ? reply : { ...reply, spoilt: true };
}

async function replyTo(id: number, definition: Task["definition"], forget: readonly number[], work: Task["work"]): Promise<Reply> {
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
