import type { Worker } from "node:worker_threads";
export const running: Set<Worker>;
export function setFaults(faults: { seed: number; chance: number; kinds: string[]; bootEnds?: number } | null): void;
export function failGrowth(random: () => number, likely: () => number): () => void;
