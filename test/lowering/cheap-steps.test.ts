import { describe, expect, it } from "vitest";
import { Clustering } from "../../src/lowering/cheap-steps";
import type { Pass } from "../../src/lowering/fuse";
import { stepsOf } from "./programs";

/** What is computed in which order: "0 1 -> 1" is a group of two steps that gives one register, "exp 2" a step that is no cheap one. */
function groupsOf(list: string[], canGroup: (pass: Pass) => boolean = () => true): string[] {
  const steps = stepsOf(...list);
  const passes = steps.map(({ operands }, register): Pass => ({ register, operands }));
  const grouping = new Clustering(steps, passes, canGroup);
  const log: string[] = [];
  const take = (groups: ReturnType<Clustering["before"]>) => {
    for (const group of groups) log.push(`${group.passes.map((pass) => pass.register).join(" ")} -> ${group.outputs.join(" ")}`);
  };
  for (const pass of passes) {
    if (grouping.isCheap(pass)) take([grouping.postpone(pass)].filter((group) => group !== undefined));
    else {
      take(grouping.before(pass.operands));
      log.push(`${steps[pass.register]!.operation} ${pass.register}`);
    }
  }
  take(grouping.before([{ register: steps.length - 1 }]));
  return log;
}

describe("cheap steps", () => {
  it.each<[string, string[], string[]]>([
    ["alone are a group of one", ["add x y"], ["0 -> 0"]],
    ["are put together up to the result", ["multiply 2 x", "multiply 3 y", "add #0 #1"], ["0 1 2 -> 2"]],
    ["wait for the step that needs them", ["add x 1", "square #0", "exp #1", "negate #2"], ["0 1 -> 1", "exp 2", "3 -> 3"]],
    ["wait, past steps that do not need them", ["add x 1", "exp y", "sin y", "multiply #0 #1", "multiply #3 #2"],
      ["exp 1", "sin 2", "0 3 4 -> 4"]],
    ["are computed together for a step that needs two of them", ["add x 1", "add y 1", "pow #0 #1", "exp #2"],
      ["0 1 -> 0 1", "pow 2", "exp 3"]],
    ["are computed once for a step that needs one twice", ["add x 1", "pow #0 #0"], ["0 -> 0", "pow 1"]],
    ["are computed where they are first needed, and not again", ["add x 1", "exp #0", "sin #0", "pow #1 #2"],
      ["0 -> 0", "exp 1", "sin 2", "pow 3"]],
    ["one or two, are computed again where they are needed again", ["add x 1", "square #0", "negate #1", "exp #2", "multiply #3 #1"],
      ["0 1 2 -> 2", "exp 3", "0 1 4 -> 4"]],
    ["one or two, made of what is no cheap step, likewise", ["exp x", "add #0 1", "negate #1", "sin #2", "multiply #3 #1"],
      ["exp 0", "1 2 -> 2", "sin 3", "1 4 -> 4"]],
    ["count only themselves: what they read was computed", ["exp x", "add #0 1", "negate #1", "abs #2", "sin #3", "multiply #4 #2"],
      ["exp 0", "1 2 3 -> 3", "sin 4", "1 2 5 -> 5"]],
    ["slow, are not stored for another of the same group", ["sqrt x", "add #0 1", "multiply #0 y", "pow #1 #2"], ["0 1 2 -> 1 2", "pow 3"]],
    ["three, are stored for who needs them again", ["add x 1", "square #0", "negate #1", "abs #2", "exp #3", "multiply #4 #2"],
      ["0 1 2 3 -> 2 3", "exp 4", "5 -> 5"]],
    ["two, are stored where one is slow", ["add x 1", "sqrt #0", "negate #1", "exp #2", "multiply #3 #1"],
      ["0 1 2 -> 1 2", "exp 3", "4 -> 4"]],
    ["are stored if made of what is slow", ["divide x y", "add #0 1", "abs #1", "exp #2", "multiply #3 #1"],
      ["0 1 2 -> 1 2", "exp 3", "4 -> 4"]],
    ["a slow one alone is stored", ["sqrt x", "add #0 1", "exp #1", "multiply #2 #0"], ["0 1 -> 0 1", "exp 2", "3 -> 3"]],
    ["slow, are not stored where nobody needs them later", ["sqrt x", "add #0 1", "multiply #1 #0", "exp #2"], ["0 1 2 -> 2", "exp 3"]],
    ["that were stored are read, not counted again", ["sqrt x", "add #0 1", "exp #1", "multiply #2 #0", "add #3 #0"],
      ["0 1 -> 0 1", "exp 2", "3 4 -> 4"]],
    ["a result within, needed by the last step too, is stored before it", ["sqrt x", "multiply #0 y", "sin #1", "add #0 #2"],
      ["0 1 -> 0 1", "sin 2", "3 -> 3"]],
    ["nobody needs any more are left out", ["add x 1", "exp x"], ["exp 1"]],
    ["that keep four registers alive are computed at once",
      ["exp x", "sin x", "cos x", "tan x", "add #0 #1", "add #2 #3", "add #4 #5", "tanh x", "multiply #6 #7"],
      ["exp 0", "sin 1", "cos 2", "tan 3", "4 5 6 -> 6", "tanh 7", "8 -> 8"]],
    ["that keep three wait", ["exp x", "sin x", "cos x", "add #0 #1", "add #2 #3", "tanh x", "multiply #4 #5"],
      ["exp 0", "sin 1", "cos 2", "tanh 5", "3 4 6 -> 6"]],
    ["keep a register once, however often they read it",
      ["exp x", "sin x", "cos x", "add #0 #1", "add #0 #2", "add #3 #4", "tanh x", "multiply #5 #6", "tan x", "add #7 #8"],
      ["exp 0", "sin 1", "cos 2", "tanh 6", "3 4 5 7 -> 7", "tan 8", "9 -> 9"]],
  ])("%s", (_, steps, want) => {
    expect(groupsOf(steps)).toEqual(want);
  });

  it("are computed at 64 of them, counting what would be done again", () => {
    const chain = (length: number) => Array.from({ length }, (_, i) => (i === 0 ? "add x 1" : `add #${i - 1} 1`));
    expect(groupsOf(chain(63))).toEqual([`${[...Array(63).keys()].join(" ")} -> 62`]);
    expect(groupsOf(chain(65))).toEqual([`${[...Array(64).keys()].join(" ")} -> 63`, "64 -> 64"]);
    const doubled = Array.from({ length: 7 }, (_, i) => (i === 0 ? "add x 1" : `subtract #${i - 1} #${i - 1}`)); // 1, 3, 7, 15, 31, 63, 127
    expect(groupsOf(doubled)).toEqual(["0 1 2 3 4 5 6 -> 6"]);
    expect(groupsOf([...doubled.slice(0, 6), "negate #5", "negate #6"])).toEqual(["0 1 2 3 4 5 6 -> 6", "7 -> 7"]);
  });

  it("are those that can be grouped, and no fusion", () => {
    expect(groupsOf(["add x 1", "negate #0", "abs #1"], (pass) => pass.register !== 1)).toEqual(["0 -> 0", "negate 1", "2 -> 2"]);
    const steps = stepsOf("sqrt x");
    const fused: Pass = { register: 0, operands: [{ input: 0 }], fusion: { kernels: {}, steps, inputs: 1, cost: 1 } };
    expect(new Clustering(steps, [fused], () => true).isCheap(fused)).toBe(false);
    expect(new Clustering(steps, [fused], () => true).isCheap({ ...fused, fusion: undefined })).toBe(true);
  });
});
