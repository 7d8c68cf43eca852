import { describe, expect, it } from "vitest";
import { JoinedValues } from "../../src/functions/join";

const joined = (total: number | undefined) => new JoinedValues(total, () => {});

describe("results of batches, put together,", () => {
  it.each([6, undefined])("have no room left for batches that failed, total %s", (total) => {
    const items = joined(total);
    items.add(["a", "b"]);
    items.add([1]);
    expect(items.result(undefined)).toEqual(["a", "b", 1]);
    const mixed = joined(total);
    mixed.add(Float64Array.of(1, 2));
    mixed.add(["c"]);
    expect(mixed.result(undefined)).toEqual([1, 2, "c"]);
  });

  it("are a view where little is missing, and a copy where much is", () => {
    const little = joined(100);
    little.add(new Float64Array(99).fill(1));
    expect(little.result(undefined)).toMatchObject({ length: 99, buffer: { byteLength: 800 } });
    const much = joined(100);
    much.add(new Float64Array(10).fill(1));
    expect(much.result(undefined)).toMatchObject({ length: 10, buffer: { byteLength: 80 } });
  });
});
