/** Work that is done for a call without being one: a piece of a stream. */
import { onAbort } from "../call/aborts";
import type { Call } from "../call/call";
import type { Request } from "../call/request";
import { now, SLICE_MS, Turns } from "../clock";
import type { Watch } from "../engines/work";
import { ArenaFull } from "../errors";
import { pin, unpin } from "../memory/arena";
import type { Conductor } from "./conductor";
import { afterCollection, type Prepared, pinned, prepare, type Surroundings } from "./prepare";

/** The parts of one call, each prepared and run as a call is: the call's clock, signal and counts are theirs. */
export class Parts {
  constructor(
    private readonly call: Call,
    private readonly surroundings: Surroundings,
    private readonly conductor: Conductor,
  ) {}

  /** A part's result. The part ends with the call, or when `stop` is aborted; once this settles no thread works for it. */
  async run(request: Request, stop?: AbortSignal): Promise<unknown> {
    const { call, surroundings } = this;
    call.check();
    let prepared: Prepared;
    try {
      prepared = prepare(surroundings, request);
    } catch (error) {
      if (!(error instanceof ArenaFull)) throw error;
      return afterCollection(surroundings, request, () => this.finish(prepare(surroundings, request), stop));
    }
    return this.finish(prepared, stop);
  }

  /** A part's result, at once. */
  runHere(request: Request): unknown {
    const { call, surroundings, conductor } = this;
    const prepared = prepare(surroundings, request);
    const watch = new PartWatch(call, undefined);
    pinned(prepared, pin);
    try {
      conductor.finishHere(prepared, watch, { at: 0, found: 0 }, now() + SLICE_MS);
      return conductor.conclude(prepared, call);
    } catch (error) {
      conductor.discard(prepared);
      throw error;
    } finally {
      pinned(prepared, unpin);
    }
  }

  /** Takes a request's steps, one after the other. Once the call is stopped, no promise is waited for. */
  async take(request: Request): Promise<unknown> {
    const { call } = this;
    const turns = new Turns();
    const steps = request.steps!();
    let leave = () => {};
    call.onStop(() => leave());
    // Not a race with one promise of the whole call: that would hold what each of them gave, until the call ends.
    const orStopped = (promise: Promise<unknown>) => new Promise<unknown>((resolve, reject) => {
      leave = () => reject(STOPPED);
      promise.then(resolve, reject);
    });
    let step = steps.next();
    while (!step.done) {
      const { value } = step;
      if (value instanceof Promise) value.catch(() => {}); // it may fail when nobody waits for it any more
      try {
        if (turns.isDue) await turns.take();
        call.check();
        const result = value instanceof Promise ? await orStopped(value) : value && (await this.run(value));
        call.check();
        step = steps.next(result);
      } catch (error) {
        const reason = this.reason();
        try {
          step = steps.throw(reason ? reason.error : error);
        } catch (failure) {
          await request.left?.();
          throw failure;
        }
      }
    }
    call.lastProgressAt(request.elements!);
    return step.value;
  }

  /** Why the call was stopped, if it was: a signal's reason may be null. */
  private reason(): { error: unknown } | undefined {
    try {
      this.call.check();
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  /** The same at once: of steps without promises. */
  takeHere(request: Request): unknown {
    const { call } = this;
    const steps = request.steps!();
    let step = steps.next();
    while (!step.done) {
      call.check();
      step = steps.next(step.value && this.runHere(step.value as Request));
    }
    call.lastProgressAt(request.elements!);
    return step.value;
  }

  /** What is done within one slice on the calling thread needs no turn of the event loop. */
  private async finish(prepared: Prepared, stop: AbortSignal | undefined): Promise<unknown> {
    const { call, conductor } = this;
    const watch = new PartWatch(call, stop);
    const position = { at: 0, found: 0 };
    const goesAway = prepared.place === "threads" && prepared.work.count > 0;
    pinned(prepared, pin);
    try {
      watch.check();
      const isDone = !goesAway && conductor.advance(prepared, watch, position, now() + SLICE_MS);
      if (!isDone) await conductor.finish(prepared, watch, position);
      return conductor.conclude(prepared, call);
    } catch (error) {
      conductor.discard(prepared);
      throw error;
    } finally {
      watch.end();
      pinned(prepared, unpin);
    }
  }
}

/** Nobody gets it: the call says why it was stopped. */
const STOPPED = new Error("stopped");

/** What the engines ask of the call that a part belongs to. */
class PartWatch implements Watch {
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly call: Call,
    private readonly stop: AbortSignal | undefined,
  ) {}

  check(): void {
    this.call.check();
    this.stop?.throwIfAborted();
  }

  begin(): void {
    this.call.begin();
  }

  /** Whoever runs the parts says how far the call has come. */
  progress(): void {}

  onStop(cancel: () => void): void {
    if (!this.stop) this.call.onStop(cancel);
    else if (this.stop.aborted) cancel();
    else this.listeners.push(onAbort(this.stop, cancel));
  }

  /** Nothing of it is left to cancel: a call may have parts without number. */
  end(): void {
    for (const stopListening of this.listeners) stopListening();
  }
}
