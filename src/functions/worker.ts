/** The entry of a thread or process that runs callers' functions. Kernels never run here, nor functions where kernels do. */
import { isMainThread, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { now } from "../clock";
import { deserialized } from "../platform/node/serializer";
import { serialized } from "./clone";
import { acceptAdditions, globalsAreWhole, restoreGlobals } from "./globals";
import { functionFrom } from "./modules";
import { endWithParent, TAKEN } from "./parent";
import { type BatchTask, type Declined, type ElementsTask, type Returned, isThenable, type Reply, type Run, type SentTask } from "./task";
import { runOver } from "./over";
import type { Summons } from "./threads";
import { described, reasonOf } from "./thrown";

/** For this package where it was loaded into another realm than Node's own. */
export { importModule } from "./modules";

/** By id. Callers' functions may break the methods of Map. */
const known: Record<number, Run> = Object.create(null);
const { hasOwn } = Object;
let port: MessagePort | undefined;
let taken: Int32Array | undefined;
const { add } = Atomics;
const tellParent = isMainThread ? process.send?.bind(process) : undefined;

if (isMainThread) endWithParent();

/** What piscina's pool calls in a thread. */
export default async function runTask(summons: Summons): Promise<void> {
  ready(summons);
  const { message } = receiveMessageOnPort(port!) as { message: SentTask };
  add(taken!, 0, 1);
  const reply = await run(message);
  const isMoved = hasOwn(message.work, "inputs");
  send(reply, (sent) => {
    const moved = isMoved && hasOwn(sent, "value") ? [((sent as Returned).value as Float64Array).buffer as ArrayBuffer] : [];
    port!.postMessage(sent, moved);
  });
}

/** What both call first, when the thread or process has started. A thread's port comes along. */
export function ready(summons: Summons): void {
  port = summons.port ?? port;
  taken = summons.taken ?? taken;
}

/** What tinypool's pool calls in a process. */
export async function runSerialized(task: Uint8Array): Promise<Uint8Array> {
  tellParent?.(TAKEN, undefined, undefined, () => {}); // where the parent cannot be reached, the reply fails too
  return send(await run(deserialized(task) as SentTask), serialized);
}

/** What cannot be sent back is found here, where it ends nothing. */
function send<T>(reply: Reply | Declined, by: (reply: Reply | Declined) => T): T {
  try {
    return by(reply);
  } catch (error) {
    return by({ index: -1, uncloneable: reasonOf(error), ...(hasOwn(reply, "spoilt") && { spoilt: true }) });
  }
}

async function run({ id, definition, forget, work }: SentTask): Promise<Reply | Declined> {
  // What a function has left behind (a timer, a promise) runs while the thread waits, and may spoil it then.
  if (!globalsAreWhole()) {
    restoreGlobals();
    return { untaken: true, spoilt: true };
  }
  const reply = await replyTo(id, definition, forget, work);
  if (globalsAreWhole()) return reply;
  restoreGlobals();
  return { ...reply, spoilt: true };
}

async function replyTo(id: number, definition: SentTask["definition"], forget: readonly number[], work: SentTask["work"]): Promise<Reply> {
  try {
    for (let i = 0; i < forget.length; i++) delete known[forget[i]!];
    if (definition) {
      try {
        known[id] = await functionFrom(definition);
        acceptAdditions();
      } catch (error) {
        return { index: -1, error: described(error), unmade: true };
      }
    }
    const run = known[id]!;
    return hasOwn(work, "inputs") ? overElements(run, work as ElementsTask) : await overBatch(run, work as BatchTask);
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
