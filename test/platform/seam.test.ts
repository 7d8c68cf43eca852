import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Host } from "../../src/platform/host";
import * as node from "../../src/platform/node/index";
import * as web from "../../src/platform/web/index";

const types = fileURLToPath(new URL("../../dist/types", import.meta.url));
/** The type checker holds both to the interface. */
const hosts = { node, web } satisfies Record<string, Host>;

describe("the platform", () => {
  it("is the same names in Node and in browsers", () => {
    expect(Object.keys(hosts.web).sort()).toEqual(Object.keys(hosts.node).sort());
    expect(Object.keys(hosts.node)).toContain("openPool");
  });

  it("is named by no type of the package, whose users have no sources", () => {
    const files = readdirSync(types, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
    expect(files).toContain("index.d.ts");
    expect(files.filter((file) => /(from|import\()\s*["']#platform/.test(readFileSync(path.join(types, file), "utf8")))).toEqual([]);
  });
});

describe("the platform of browsers", () => {
  it("runs what is to come after this turn in the order of the calls, before a timer", async () => {
    const order: string[] = [];
    const late = new Promise<void>((resolve) => void web.setTimeout(resolve, 20));
    for (const name of ["a", "b", "c"]) web.setImmediate(() => order.push(name));
    web.clearTimeout(web.setTimeout(() => order.push("never"), 1).unref());
    await late;
    expect(order).toEqual(["a", "b", "c"]);
  });

  it("says which kernels are missing, and how to give them", () => {
    expect(() => web.kernelBytes("baseline")).toThrow(/fetch autoflux-baseline\.wasm, and call provideKernels\("baseline", bytes\)/);
  });
});
