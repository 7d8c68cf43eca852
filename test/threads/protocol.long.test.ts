/** The model of the protocol with more of everything: more threads, jobs, slots and faults than protocol.test.ts has time for. */
import { expect, it } from "vitest";
import { explore } from "./explore";

it.each([
  [{ workers: 2, jobs: [{ chunks: 1 }, { chunks: 1 }] }],
  [{ workers: 2, jobs: [{ chunks: 2 }, { chunks: 1 }] }],
  [{ workers: 2, jobs: [{ chunks: 2 }], cancels: 1 }],
  [{ workers: 2, jobs: [{ chunks: 3 }], kills: 1 }],
  [{ workers: 2, jobs: [{ chunks: 2, inPlace: true }], kills: 1, cancels: 1, atOnce: true }],
  [{ workers: 1, jobs: [{ chunks: 1 }, { chunks: 1 }], kills: 1, replaced: true }],
  [{ workers: 2, jobs: [{ chunks: 1 }, { chunks: 1 }], slots: 2, atOnce: true }],
  [{ workers: 1, jobs: [{ chunks: 1 }, { chunks: 1 }], kills: 1, slots: 2, helps: true }],
  [{ workers: 1, jobs: [{ chunks: 2 }, { chunks: 1 }], cancels: 1, helps: true }],
  [{ workers: 2, jobs: [{ chunks: 1 }], kills: 1, helps: true, atOnce: true }],
  [{ workers: 3, jobs: [{ chunks: 1 }], atOnce: true }],
])("every interleaving of the protocol ends well: %j", (setting) => {
  const { states, ends } = explore(setting);
  expect(states).toBeGreaterThan(10_000);
  expect(ends).toBeGreaterThan(0);
}, 600_000);
