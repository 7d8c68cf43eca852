/** The model of the protocol with more of everything: more threads, jobs, slots and faults than protocol.test.ts has time for. */
import { expect, it } from "vitest";
import { explore } from "./explore";

it.each([
  [200_000, { workers: 2, jobs: [{ chunks: 1 }, { chunks: 1 }] }],
  [300_000, { workers: 2, jobs: [{ chunks: 2 }, { chunks: 1 }] }],
  [450_000, { workers: 2, jobs: [{ chunks: 2 }], cancels: 1 }],
  [400_000, { workers: 2, jobs: [{ chunks: 3 }], kills: 1 }],
  [450_000, { workers: 2, jobs: [{ chunks: 2, inPlace: true }], kills: 1, cancels: 1, atOnce: true }],
  [16_000, { workers: 1, jobs: [{ chunks: 1 }, { chunks: 1 }], kills: 1, replaced: true }],
  [450_000, { workers: 2, jobs: [{ chunks: 1 }, { chunks: 1 }], slots: 2, atOnce: true }],
  [100_000, { workers: 1, jobs: [{ chunks: 1 }, { chunks: 1 }], kills: 1, slots: 2, helps: true }],
  [300_000, { workers: 1, jobs: [{ chunks: 2 }, { chunks: 1 }], cancels: 1, helps: true }],
  [200_000, { workers: 2, jobs: [{ chunks: 1 }], kills: 1, helps: true, atOnce: true }],
  [200_000, { workers: 3, jobs: [{ chunks: 1 }], atOnce: true }],
  [120_000, { workers: 2, jobs: [{ chunks: 2, gates: [1] }], kills: 1, atOnce: true }],
  [300_000, { workers: 2, jobs: [{ chunks: 2, gates: [1] }], cancels: 1, atOnce: true }],
  [700_000, { workers: 2, jobs: [{ chunks: 2, gates: [1], inPlace: true }], kills: 1, cancels: 1, atOnce: true }],
  [950_000, { workers: 2, jobs: [{ chunks: 2, gates: [1] }], kills: 1, helps: true, atOnce: true }],
  [10_000, { workers: 2, inside: 1, jobs: [{ chunks: 1 }], kills: 1, atOnce: true }],
] as const)("every interleaving of the protocol ends well: more than %i states of %j", (least, setting) => {
  const { states, ends } = explore(setting);
  expect(states).toBeGreaterThan(least);
  expect(ends).toBeGreaterThan(0);
}, 600_000);
