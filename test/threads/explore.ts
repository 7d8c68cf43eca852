/** Walks through the model of the protocol: every state that can be reached, or one path that numbers choose. */
import { Model, type Setting } from "./model";

/** How many states there are, and in how many of them nothing can happen any more. @throws what is wrong in one of them */
export function explore(setting: Setting): { states: number; ends: number } {
  const seen = new Set<string>();
  const waiting = [new Model(setting)];
  let ends = 0;
  for (let model = waiting.pop(); model; model = waiting.pop()) {
    const choices = model.choices();
    if (choices.length === 0) {
      ends++;
      mustBeOver(model);
    }
    for (const [i, choice] of choices.entries()) {
      const next = i === choices.length - 1 ? model : model.copy();
      next.take(choice);
      const key = next.key();
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return { states: seen.size, ends };
}

/**
 * One path: each number chooses among what may happen; then everyone steps in turn, until nothing can happen or `enough`.
 *
 * @throws what is wrong on it
 */
export function follow(setting: Setting, numbers: readonly number[], enough: (model: Model) => boolean = () => false): Model {
  const model = new Model(setting);
  for (const number of numbers) {
    const choices = model.choices();
    if (choices.length > 0) model.take(choices[number % choices.length]!);
  }
  const isStep = (choice: object) => !("kill" in choice || "cancel" in choice);
  for (let turn = 0, choices = model.choices().filter(isStep); choices.length > 0; choices = model.choices().filter(isStep)) {
    model.take(choices[turn++ % choices.length]!);
    if (enough(model)) return model;
    if (turn > 100_000) throw new Error("it never ends");
  }
  mustBeOver(model);
  return model;
}

function mustBeOver(model: Model): void {
  if (!model.isOver) throw new Error(`all wait, but not all jobs are settled: ${JSON.stringify(model.fates)}`);
}
