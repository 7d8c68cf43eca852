/** A stream of results as one call of an instance. */
import type { Allocation } from "../memory/arena";
import { alive } from "../instance/alive";
import type { Call } from "../call/call";
import type { Instance } from "../instance/instance";
import type { Parts } from "../instance/parts";

/**
 * What `body` gives, one by one. For close(), the clock and the counts this is a call, from the first result asked for to the last, or
 * until nobody wants more. When it is stopped it cleans up at once, though nobody may ask for another result ever. With `hasBegun` it
 * neither waits to be let in nor is refused: a call that waits for it may have the last place.
 */
export async function* trackStream<T>(
  instance: Instance, call: Call, held: readonly Allocation[], body: (parts: Parts) => AsyncGenerator<T>, { hasBegun = false } = {},
): AsyncGenerator<T> {
  let end!: (failure?: { error: unknown }) => void;
  const ended = new Promise<{ error: unknown } | undefined>((resolve) => {
    end = resolve;
  });
  let admit!: (parts: Parts) => void;
  const admitted = new Promise<Parts>((resolve) => {
    admit = resolve;
  });
  const tracked = instance.track(call, held, async (parts) => {
    admit(parts);
    const failure = await ended;
    if (failure) throw failure.error;
  }, { isStream: true, hasBegun });
  tracked.catch(() => {}); // whoever takes the results is told
  await alive(Promise.race([admitted, tracked])); // it may have to wait for its turn, or be refused
  const results = body(await admitted);
  call.onStop(() => {
    const cleaned = results.return(undefined);
    cleaned.catch(() => {}).finally(() => end(stopOf(call)));
  });
  let failure: { error: unknown } | undefined;
  try {
    for (let next = await alive(results.next()); !next.done; next = await alive(results.next())) yield next.value;
    call.check(); // a stream that was stopped has ended too
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    await results.return(undefined).catch(() => {});
    end(failure);
    await tracked.catch(() => {});
  }
}

function stopOf(call: Call): { error: unknown } | undefined {
  try {
    call.check();
  } catch (error) {
    return { error };
  }
  return undefined;
}
