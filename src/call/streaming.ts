/** A stream of results as one call of an instance. */
import type { Call } from "./call";
import type { Instance } from "./instance";
import type { Allocation } from "../memory/arena";

/** What `body` gives, one by one. For close(), the clock and the counts this is a call, from the first result asked for to the last, or until nobody wants more. */
export async function* trackStream<T>(instance: Instance, call: Call, pinned: Allocation[], body: () => AsyncGenerator<T>, finish: () => void): AsyncGenerator<T> {
  let end!: (failure?: { error: unknown }) => void;
  const ended = new Promise<{ error: unknown } | undefined>((resolve) => {
    end = resolve;
  });
  const tracked = instance.track(call, pinned, async () => {
    const failure = await ended;
    if (failure) throw failure.error;
    finish();
  });
  tracked.catch(() => {}); // whoever takes the results is told
  let failure: { error: unknown } | undefined;
  try {
    yield* body();
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    end(failure);
    await tracked.catch(() => {});
  }
}
