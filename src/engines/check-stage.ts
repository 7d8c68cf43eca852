/** What a stage must be, before anything of it runs: a family's own mistakes are told where they are made. */
import { shown } from "../errors";
import type { Phase, Slices, Stage } from "../threads/phase";

/** Arguments of a kernel at most. */
export const MOST_WORDS = 64;

/** A stage's phases: none, where it is of slices. */
export const phasesOf = (stage: Stage): readonly Phase[] =>
  "slices" in stage ? [] : "chain" in stage ? stage.chain : "kernel" in stage ? [stage] : stage;

/** @throws what makes the stage none that can run */
export function checkStage(stage: Stage, where: string): void {
  if (typeof stage !== "object" || stage === null) throw new Error(`${where}: must yield a stage, got ${shown(stage)}`);
  if ("slices" in stage) checkSlices(stage, where);
  const phases = phasesOf(stage);
  if (phases.length === 0 && !("slices" in stage)) throw new Error(`${where}: a stage without phases`);
  for (const phase of phases) checkPhase(phase, where);
}

function checkSlices({ slices, sliceNs }: Slices, where: string): void {
  if (!(Number.isInteger(slices) && slices > 0)) throw new Error(`${where}: a stage without slices`);
  if (!(sliceNs > 0 && Number.isFinite(sliceNs))) throw new Error(`${where}: slices must say what one takes: got ${sliceNs} ns`);
}

function checkPhase({ kernel, frame, units, unitNs, scratchBytes = 0 }: Phase, where: string): void {
  const phase = `${where}: the phase ${kernel}`;
  if (!(Number.isInteger(units) && units > 0 && units < 2 ** 31)) throw new Error(`${phase} must have units, from 1 on: got ${units}`);
  if (!(unitNs > 0 && Number.isFinite(unitNs))) throw new Error(`${phase} must say what a unit takes: got ${unitNs} ns`);
  if (!(Number.isInteger(scratchBytes) && scratchBytes >= 0 && scratchBytes < 2 ** 31)) {
    throw new Error(`${phase} must have scratch of a whole number of bytes, from 0 on: got ${scratchBytes}`);
  }
  if (typeof frame !== "object" || frame === null) throw new Error(`${phase} must have a frame, got ${shown(frame)}`);
  const words = Object.values(frame).flat().length;
  if (words > MOST_WORDS) throw new Error(`${phase} has ${words} words, of ${MOST_WORDS} at most`);
  for (const [name, value] of Object.entries(frame)) {
    if (Array.isArray(value) && value.length !== 2) {
      throw new Error(`${where}: ${name} of the phase ${kernel} must be one word or two, got ${value.length} in a list`);
    }
    for (const word of [value].flat()) {
      if (Number.isInteger(word) && word >= -(2 ** 31) && word < 2 ** 32) continue;
      throw new Error(`${where}: ${name} of the phase ${kernel} must be an integer of 32 bits, got ${word}`);
    }
  }
}
