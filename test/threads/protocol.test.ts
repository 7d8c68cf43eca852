import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { At } from "../../src/threads/protocol";
import { Model } from "./model";

/** The most steps until every thread has found the table empty: more than any fair run needs. */
const ENOUGH = 20_000;

/** Lets everyone step in turn until the jobs are settled; the main thread looks only when it was told: no event may be missing. */
function finish(model: Model): void {
  for (let i = 0; i < ENOUGH && model.jobs.some((job) => !job.settled); i++) {
    for (let w = 1; w < model.seats.length; w++) if (model.seats[w]) model.advance(w);
    if (model.events > 0) {
      model.events = 0;
      model.look();
    }
  }
}

function expectSound(model: Model, killed: boolean): void {
  for (const job of model.jobs) {
    expect(job.settled).toBeDefined();
    if (job.settled === "done") expect(job.runs.every((n) => n >= 1)).toBe(true);
    if (!killed && !job.cancelled) expect(job.runs).toEqual(new Array(job.chunks).fill(1));
    if (job.inPlace) expect(job.runs.every((n) => n <= 1)).toBe(true);
    if (!job.inPlace && !job.cancelled) expect(job.settled).toBe("done");
  }
}

/** Replays a schedule: each number is the worker that steps, `kill` the step before which one is killed. */
function replay(workers: number, chunks: number, inPlace: boolean, schedule: number[], kill?: { step: number; worker: number; revive: boolean }): Model {
  const model = new Model(workers, [{ chunks, inPlace, slot: 3 }]);
  for (const [i, worker] of schedule.entries()) {
    if (kill?.step === i) {
      model.kill(kill.worker);
      if (kill.revive) model.revive(kill.worker);
    }
    if (model.seats[worker]) model.advance(worker);
    if (model.events > 0) {
      model.events = 0;
      model.look();
    }
  }
  return model;
}

/** Every reachable state of two threads over one job, with at most one kill, by depth-first search over interleavings. */
function explore(chunks: number, inPlace: boolean): { states: number; ends: number } {
  const seen = new Set<string>();
  let ends = 0;
  const visit = (path: { worker: number; kill: boolean }[]): void => {
    const model = new Model(2, [{ chunks, inPlace, slot: 3 }]);
    let killed = false;
    for (const { worker, kill } of path) {
      if (kill) {
        model.kill(worker);
        killed = true;
      } else if (model.seats[worker]) model.advance(worker);
      if (model.events > 0) {
        model.events = 0;
        model.look();
      }
    }
    const key = `${killed}${model.key()}`;
    if (seen.has(key)) return;
    seen.add(key);
    const idle = model.seats.every((seat) => !seat || (seat.at === At.LOOK && seat.slot !== 3) || seat.at === At.EMPTY);
    if (model.jobs[0]!.settled && idle) {
      ends++;
      expectSound(model, killed);
      return;
    }
    for (let worker = 1; worker <= 2; worker++) {
      const seat = model.seats[worker];
      if (!seat) continue;
      const walking = seat.at === At.LOOK && seat.slot !== 3; // touches no job: no need to try each order
      if (!walking) visit([...path, { worker, kill: false }]);
      if (!killed && !walking) visit([...path, { worker, kill: true }]);
    }
    const allWalking = model.seats.every((seat) => !seat || (seat.at === At.LOOK && seat.slot !== 3));
    if (allWalking && !model.jobs[0]!.settled) {
      finish(model);
      if (model.seats.some(Boolean)) expectSound(model, killed);
      ends++;
    }
  };
  visit([]);
  return { states: seen.size, ends };
}

describe("the job table's protocol", () => {
  it.each([
    [1, false], [2, false], [3, false], [2, true],
  ])("two threads and a kill at every step: every interleaving of %i chunks (in place: %s) ends in a right result or one error", (chunks, inPlace) => {
    const { states, ends } = explore(chunks, inPlace);
    expect(states).toBeGreaterThan(200);
    expect(ends).toBeGreaterThan(5);
  });

  it("two or three threads, killed at any step and replaced, never lose or repeat a chunk wrongly", () => {
    const schedule = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 10, maxLength: 400 });
    const kill = fc.option(fc.record({ step: fc.nat(300), worker: fc.integer({ min: 1, max: 3 }), revive: fc.boolean() }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.boolean(), schedule, kill, (workers, chunks, inPlace, order, death) => {
        const seated = death && { ...death, worker: Math.min(death.worker, workers) };
        const model = replay(workers, chunks, inPlace, order.map((w) => Math.min(w, workers)), seated);
        for (let w = 1; w <= workers; w++) if (!model.seats[w]) model.revive(w);
        finish(model);
        expectSound(model, seated !== undefined);
      }),
      { numRuns: 3000 },
    );
  });

  it("a cancelled job settles only when no thread holds it, and runs no further chunk", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 200 }), fc.nat(150), (order, at) => {
        const model = new Model(2, [{ chunks: 5, slot: 3 }]);
        for (const [i, worker] of order.entries()) {
          if (i === at) model.cancel(model.jobs[0]!);
          model.advance(worker);
          if (model.events > 0) {
            model.events = 0;
            model.look();
          }
        }
        model.cancel(model.jobs[0]!);
        finish(model);
        expect(model.jobs[0]!.settled).toBeDefined();
        expect(model.jobs[0]!.runs.every((n) => n <= 1)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("a slot is reused only after every thread that could hold it has let go: a late thread never claims from the next job", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 50, maxLength: 600 }), (order) => {
        const model = new Model(3, [{ chunks: 2, slot: 3 }]);
        const job = model.jobs[0]!;
        let published = 1;
        for (const worker of order) {
          model.advance(worker);
          if (model.events > 0) {
            model.events = 0;
            model.look();
          }
          if (published < 4 && model.isReusable(job)) {
            expect(job.runs).toEqual([1, 1]);
            job.settled = undefined;
            job.runs = [0, 0];
            model.publish(job);
            published++;
          }
        }
        finish(model);
        expect(job.runs).toEqual([1, 1]);
      }),
      { numRuns: 1500 },
    );
  });

  it("threads go round the live jobs: a small job ends while a huge one is still at work", () => {
    const model = new Model(2, [{ chunks: 500, slot: 0 }, { chunks: 2, slot: 5 }]);
    for (let i = 0; i < ENOUGH && !model.jobs[1]!.settled; i++) {
      for (let w = 1; w <= 2; w++) model.advance(w);
      if (model.events > 0) {
        model.events = 0;
        model.look();
      }
    }
    expect(model.jobs[1]!.settled).toBe("done");
    expect(model.jobs[0]!.runs.filter((n) => n > 0).length).toBeLessThan(10);
  });
});
