/** What a call of a function of a family would do: its request is made, and not run. */
import { nearest } from "../nearest";
import type { FamilyExplanation } from "../call/types";
import { UnknownOperation } from "../errors";
import type { Instance } from "../instance/instance";
import { planPhased } from "../instance/phased";
import { Column } from "../columns/column";
import { isList, isTypedArray } from "../typed-array";
import { type Asks, asked } from "./families";
import { seriesRequests } from "./series";
import { statsRequests } from "./stats";

const FAMILIES: Record<string, Asks> = { stats: statsRequests, series: seriesRequests };
const NAMES = Object.entries(FAMILIES).flatMap(([family, asks]) => Object.keys(asks).map((name) => `${family}.${name}`));

/** Of two words with a dot between: whether it is a family's function, comes near one, or is given an array as one is. */
export function isOfFamily(source: string, [first]: readonly unknown[]): boolean {
  const isInput = isList(first) || isTypedArray(first) || Column.is(first);
  return isInput || source.split(".")[0]! in FAMILIES || nearest(source, NAMES) !== undefined;
}

/** @throws UnknownOperation, and what the call would be refused with */
export function explainFamilyOn(instance: Instance, name: string, args: unknown[]): FamilyExplanation {
  instance.open();
  const [family, called] = name.split(".") as [string, string];
  if (!NAMES.includes(name)) {
    const near = nearest(name, NAMES);
    const hint = near ? `; did you mean "${near}"?` : ".";
    throw new UnknownOperation(`explain("${name}"): no such function${hint} There are: ${NAMES.join(", ")}`);
  }
  const request = asked(FAMILIES[family]![called]!, instance, `explain("${name}")`, args, true);
  const { engine, reason, atOnce, estimatedMs, arenaBytes } = planPhased(instance, request);
  return { function: name, elements: request.elements, engine, reason, atOnce, estimatedMs, arenaBytes, copiedBytes: request.copiedBytes };
}
