import { setTimeout as sleep } from "node:timers/promises";
import { flux, TimeoutError } from "autoflux";
import { describe, expect, it } from "vitest";

describe("group", () => {
  it("gives every outcome in the order of the tasks, with the time each took", async () => {
    const oops = new Error("oops");
    const outcomes = await flux.group([
      () => 1,
      async () => {
        await sleep(20);
        return "later";
      },
      () => {
        throw oops;
      },
      () => Promise.reject(oops),
      { run: () => flux.map("sqrt", [4, 9]) },
    ]);
    expect(outcomes).toMatchObject([
      { status: "fulfilled", value: 1 }, { status: "fulfilled", value: "later" }, { status: "rejected", reason: oops }, { status: "rejected", reason: oops },
      { status: "fulfilled", value: new Float64Array([2, 3]) },
    ]);
    expect(outcomes[1]!.elapsedMs).toBeGreaterThanOrEqual(19);
    for (const outcome of outcomes) expect(outcome.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(await flux.group([])).toEqual([]);
  });

  it("begins a level when all tasks of higher ones are over, whatever became of them", async () => {
    const order: string[] = [];
    const task = (name: string, priority: number, fails = false) => ({
      priority,
      run: async () => {
        order.push(`${name} begins`);
        await sleep(priority === 2 ? 30 : 5);
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      },
    });
    const outcomes = await flux.group([task("low", -1), task("middle", 0), task("high", 2, true), task("also high", 2)]);
    expect(order).toEqual(["high begins", "also high begins", "high ends", "also high ends", "middle begins", "middle ends", "low begins", "low ends"]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("runs no more tasks at once than concurrency says", async () => {
    let now = 0;
    let most = 0;
    await flux.group(Array.from({ length: 12 }, () => async () => {
      most = Math.max(most, ++now);
      await sleep(3);
      now--;
    }), { concurrency: 3 });
    expect(most).toBe(3);
  });

  it("ends a task at its timeout, and tells it by its signal", async () => {
    let told: unknown;
    const [late, other] = await flux.group([
      { timeout: 20, run: ({ signal }) => new Promise<never>((_, reject) => signal.addEventListener("abort", () => { told = signal.reason; reject(signal.reason); })) },
      () => "well",
    ]);
    expect(late).toMatchObject({ status: "rejected", reason: { code: "TimeoutError" } });
    expect(told).toBeInstanceOf(TimeoutError);
    expect(other).toMatchObject({ status: "fulfilled", value: "well" });
    expect((await flux.group([{ timeout: 10, run: () => new Promise(() => {}) }]))[0]!.status).toBe("rejected"); // it need not listen
  });

  it("ends all that runs, and begins nothing more, once its signal is aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    let began = 0;
    setTimeout(() => controller.abort(reason), 20);
    const outcomes = await flux.group([{ priority: 1, run: () => new Promise(() => {}) }, () => began++], { signal: controller.signal });
    expect(outcomes).toMatchObject([{ status: "rejected", reason }, { status: "rejected", reason }]);
    expect(began).toBe(0);
  });

  it.each<[string, unknown]>([
    ["no array", "tasks"], ["a task that is no function", [3]], ["an unknown key", [{ run: () => 1, prio: 3 }]], ["a priority that is no number", [{ run: () => 1, priority: "high" }]],
    ["a timeout of nothing", [{ run: () => 1, timeout: 0 }]],
  ])("refuses %s", async (_, tasks) => {
    await expect(flux.group(tasks as never)).rejects.toMatchObject({ code: "BadOption" });
  });

  it("refuses options it does not know", async () => {
    await expect(flux.group([], { limit: 3 } as never)).rejects.toMatchObject({ code: "BadOption" });
    await expect(flux.group([], { concurrency: 0 })).rejects.toMatchObject({ code: "BadOption" });
    await expect(flux.group([], { signal: 1 as never })).rejects.toMatchObject({ code: "BadOption" });
  });
});
