import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explore, follow } from "./explore";
import type { Setting } from "./model";

/** What fits in a test of seconds; protocol.long.test.ts has larger ones. */
const job = (chunks: number, inPlace = false, gates: readonly number[] = []) => ({ chunks, inPlace, gates });

/** Every state is looked at; there must be some in which all is over and everyone waits. */
function expectSound(setting: Setting, states: number): void {
  const found = explore(setting);
  expect(found.states).toBeGreaterThan(states);
  expect(found.ends).toBeGreaterThan(0);
}

describe("the job table's protocol", () => {
  it.each([
    [1, false, 10_000],
    [2, false, 50_000],
    [2, true, 30_000],
  ])(
    "two threads and a kill at every step: every interleaving of %i chunks (in place: %s) ends in a right result or one error",
    (chunks, inPlace, states) => {
      expectSound({ workers: 2, jobs: [job(chunks, inPlace)], kills: 1, atOnce: true }, states);
    },
  );

  it("a slot is reused only after every thread that could hold it has let go, in every interleaving", () => {
    expectSound({ workers: 2, jobs: [job(1), job(1)], atOnce: true }, 50_000);
  });

  it("a cancelled job settles only when no thread holds it, in every interleaving, and runs no chunk after that", () => {
    expectSound({ workers: 2, jobs: [job(1)], cancels: 1, atOnce: true }, 10_000);
    expectSound({ workers: 1, jobs: [job(2), job(1)], cancels: 1 }, 1000);
  });

  it("the calling thread takes chunks beside a thread that is killed at every step", () => {
    expectSound({ workers: 1, jobs: [job(2)], kills: 1, helps: true }, 10_000);
    expectSound({ workers: 1, jobs: [job(1), job(1)], helps: true }, 10_000);
  });

  it("no chunk runs before all below its gate are done, in every interleaving", () => {
    expectSound({ workers: 2, jobs: [job(2, false, [1])], atOnce: true }, 1000);
  });

  it("the calling thread takes chunks of a job with gates, beside a thread that is killed at every step", () => {
    expectSound({ workers: 1, jobs: [job(2, false, [1])], kills: 1, helps: true, atOnce: true }, 1000);
  });

  it("where fewer threads may be at work than there are, no job is left behind, whoever stays out or is killed, in every interleaving", () => {
    expectSound({ workers: 2, inside: 1, jobs: [job(1)] }, 1000);
    expectSound({ workers: 1, inside: 1, jobs: [job(2)], helps: true }, 1000);
    expectSound({ workers: 1, inside: 1, jobs: [job(1)], kills: 1, helps: true }, 1000);
  });

  it("two or three threads, killed at any step and replaced, over several jobs and slots, never lose or repeat a chunk wrongly", () => {
    const gates = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }).map((all) => all.sort((a, b) => a - b));
    const job6 = fc.record({ chunks: fc.integer({ min: 1, max: 6 }), inPlace: fc.boolean(), gates });
    const jobs = fc.array(job6, { minLength: 1, maxLength: 5 });
    const setting = fc.record({
      workers: fc.integer({ min: 2, max: 3 }),
      inside: fc.integer({ min: 1, max: 4 }),
      jobs,
      slots: fc.integer({ min: 1, max: 3 }),
      kills: fc.nat(3),
      replaced: fc.constant(true),
      cancels: fc.nat(2),
      helps: fc.boolean(),
      atOnce: fc.boolean(),
    });
    const numbers = fc.array(fc.nat(10_000), { minLength: 10, maxLength: 600 });
    fc.assert(
      fc.property(setting, numbers, (given, path) => {
        const { fates } = follow(given, path);
        for (const [i, { settled, cancelled, ended }] of fates.entries()) {
          if (settled === "done") expect(Math.min(...ended)).toBeGreaterThanOrEqual(1);
          if (!cancelled && !given.jobs[i]!.inPlace) expect(settled).toBe("done");
          if (!cancelled && given.kills === 0) expect(ended).toEqual(ended.map(() => 1));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("threads go round the live jobs: a small job ends while a huge one is still at work", () => {
    const { fates } = follow({ workers: 2, slots: 6, jobs: [job(500), job(2)] }, [], (model) => model.fates[1]!.settled !== undefined);
    expect(fates[1]!.settled).toBe("done");
    expect(fates[0]!.ended.filter((times) => times > 0).length).toBeLessThan(10);
  });
});
