import { beforeEach, describe, expect, it } from "vitest";
import { enter, type Holder, leave, mayStart } from "../../src/threads/budget";

describe("the budget of threads", () => {
  const entered: Holder[] = [];
  const pool = (threads: number, { idleMs = 0, idle = 0, isBound = true } = {}) => {
    let left = threads;
    let spare = idle;
    const holder: Holder = { isBound, threads: () => left, idleMs: () => idleMs, giveBack: () => spare > 0 && (spare--, left--, true) };
    enter(holder);
    entered.push(holder);
    return holder;
  };
  beforeEach(() => entered.splice(0).forEach(leave));

  it("lets a pool grow up to the limit, and not beyond", () => {
    expect(mayStart(pool(1), 2)).toBe(true);
    const full = pool(1);
    expect(mayStart(full, 2)).toBe(false);
  });

  it("counts the threads of all pools", () => {
    pool(3);
    expect(mayStart(pool(0), 4)).toBe(true);
    pool(1);
    expect(mayStart(pool(0), 4)).toBe(false);
  });

  it("takes an idle thread from a pool that has more than its share, and no more than that", () => {
    const rich = pool(4, { idle: 4 });
    const poor = pool(0);
    expect(mayStart(poor, 4)).toBe(true);
    expect(rich.threads()).toBe(3);
    expect(mayStart(pool(2), 4)).toBe(false); // 3 + 0 + 2: the share of three pools is one thread
    expect(rich.threads()).toBe(3);
  });

  it("leaves a pool its share unless it has long been idle", () => {
    const equal = pool(2, { idle: 2 });
    expect(mayStart(pool(2), 4)).toBe(false);
    expect(equal.threads()).toBe(2);
    leave(equal);
    const asleep = pool(2, { idle: 2, idleMs: 5000 });
    expect(mayStart(entered[1]!, 4)).toBe(true);
    expect(asleep.threads()).toBe(1);
  });

  it("counts the threads of an instance that was given its own number, and never asks for them", () => {
    const given = pool(4, { idle: 4, idleMs: 5000, isBound: false });
    expect(mayStart(pool(0), 4)).toBe(false);
    expect(given.threads()).toBe(4);
  });

  it("leaves a pool its one thread, however small the share of each", () => {
    for (let i = 0; i < 3; i++) pool(1);
    const richest = pool(2, { idle: 2 });
    expect(mayStart(pool(0), 4)).toBe(false); // five pools share four threads: one each, and one is taken
    expect(richest.threads()).toBe(1);
  });

  it("leaves threads that work", () => {
    const working = pool(4);
    expect(mayStart(pool(0), 4)).toBe(false);
    expect(working.threads()).toBe(4);
  });
});
