import { createFlux, type BatchFailed } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

type Told = Error & Record<string, unknown> & { cause: Told; errors: Told[] };
declare const fs: typeof import("node:fs");

describe.each(["threads", "process", "sequential"] as const)("what a function throws, strategy %s,", (strategy) => {
  const causeOf = async (fn: () => never) => ((await fx.parallel(fn as () => number[], { strategy, imports: { fs: "node:fs" } })([1]).catch((error: BatchFailed) => error)) as BatchFailed).cause as Told;

  it("keeps its causes, all the way, and its own properties that can be cloned", async () => {
    const cause = await causeOf(() => {
      throw Object.assign(new TypeError("outer", { cause: new RangeError("inner", { cause: { why: [1] } }) }), { statusCode: 404, details: { a: 1 }, retry: () => 1, original: new SyntaxError("o") });
    });
    expect(cause).toBeInstanceOf(TypeError);
    expect(cause).toMatchObject({ name: "TypeError", message: "outer", statusCode: 404, details: { a: 1 } });
    expect("retry" in cause).toBe(false);
    expect(cause["original"]).toBeInstanceOf(SyntaxError);
    expect(cause.cause).toBeInstanceOf(RangeError);
    expect(cause.cause.cause).toEqual({ why: [1] });
    expect(Object.keys(cause)).not.toContain("cause");
  });

  it("keeps the errors of an AggregateError, and what a DOMException is", async () => {
    const many = await causeOf(() => { throw new AggregateError([new TypeError("a"), 5], "many"); });
    expect(many).toBeInstanceOf(AggregateError);
    expect(many.errors[0]).toBeInstanceOf(TypeError);
    expect(many.errors[1]).toBe(5);
    const aborted = await causeOf(() => { throw new DOMException("stop", "AbortError"); });
    expect(aborted).toBeInstanceOf(DOMException);
    expect(aborted).toMatchObject({ name: "AbortError", message: "stop", code: 20 });
  });

  it("keeps code, errno, syscall and path of the system's errors", async () => {
    expect(await causeOf(() => fs.readFileSync("/there/is/none") as never)).toMatchObject({ code: "ENOENT", errno: -2, syscall: "open", path: "/there/is/none" });
  });

  it("keeps the name of a class of its own, over the built-in one that it extends", async () => {
    const cause = await causeOf(() => {
      class Refused extends RangeError {
        override name = "Refused";
        statusCode = 403;
      }
      throw new Refused("no");
    });
    expect(cause).toBeInstanceOf(RangeError);
    expect(cause).toMatchObject({ name: "Refused", message: "no", statusCode: 403 });
  });

  it("is told though it holds itself", async () => {
    const cause = await causeOf(() => {
      const error = new Error("ring") as Error & { self: unknown };
      error.self = error;
      error.cause = error;
      throw error;
    });
    expect(cause.message).toBe("ring");
  });

  it("loses no more than a getter refuses, and keeps what is not enumerable", async () => {
    const cause = await causeOf(() => {
      const error = new TypeError("o", { cause: new Error("why") });
      Object.defineProperty(error, "x", { get() { throw 1; }, enumerable: true });
      Object.defineProperty(error, "hidden", { value: 5, enumerable: false });
      throw Object.assign(error, { kept: 1 });
    });
    expect(cause).toBeInstanceOf(TypeError);
    expect(cause).toMatchObject({ name: "TypeError", message: "o", kept: 1, hidden: 5, cause: { message: "why" } });
    expect(Object.keys(cause)).toEqual(["kept"]);
    const other = await causeOf(() => { throw Object.defineProperty(new RangeError("r"), "cause", { get() { throw 1; } }); });
    expect(other).toBeInstanceOf(RangeError);
    expect(other.message).toBe("r");
    const nameless = await causeOf(() => { throw Object.defineProperty(new RangeError("r"), "name", { get() { throw 1; } }); });
    expect(nameless).toMatchObject({ name: "RangeError", message: "r" });
  });

  it.runIf("SuppressedError" in globalThis)("keeps both errors of a SuppressedError", async () => {
    const cause = await causeOf(() => {
      const { SuppressedError: Both } = globalThis as unknown as { SuppressedError: new (...values: unknown[]) => Error };
      throw new Both(new TypeError("second"), new RangeError("first"), "both");
    });
    expect(cause).toMatchObject({ name: "SuppressedError", message: "both", error: { message: "second" }, suppressed: { message: "first" } });
    expect(cause.constructor.name).toBe("SuppressedError");
    expect(cause["error"]).toBeInstanceOf(TypeError);
    expect(Object.keys(cause)).toEqual([]);
  });

  it("is kept as a value where it is no Error", async () => {
    expect(await causeOf(() => { throw { reason: 5 }; })).toMatchObject({ message: "[object Object]", value: { reason: 5 } });
    expect(await causeOf(() => { throw 5; })).toMatchObject({ name: "NonError", message: "5", value: 5 });
    const bare = await causeOf(() => { throw Object.assign(Object.create(null), { reason: 5 }); });
    expect(bare).toMatchObject({ message: "it cannot be shown", value: { reason: 5 } });
  });
});
