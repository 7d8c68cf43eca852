import type { createFlux } from "autoflux";
export interface Tally {
  calls: number;
  faults: number;
  right: number;
  errors: Record<string, number>;
  kinds: Record<string, number>;
  runAgain: number;
  wrong: string[];
}
export const KINDS: string[];
export function planRound(seed: number, round: number): { jobs: object[] };
export function seeded(seed: number): () => number;
export function storm(options: { createFlux: typeof createFlux; seed: number; more(tally: Tally): boolean; lanes?: number; maxWorkers?: number; onCall?(ms: number, kind: string): void }): Promise<Tally>;
