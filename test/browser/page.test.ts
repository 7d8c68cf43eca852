import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bundleForBrowser, root } from "./bundle";
import { CHROMIUM, type Files, openPage } from "./chromium";
import type { Page, Told } from "./page";

const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
const values = Array.from({ length: 100 }, (_, i) => i / 2);
const sum = values.reduce((a, b) => a + b);
/** Kernels and engines may differ from this Node's Math by an ulp or two. */
const MOST_ERROR = 5e-16;

async function filesOfPage(): Promise<Files> {
  const { outputFiles } = await bundleForBrowser("test/browser/page.ts");
  const kernels = (build: string) => ({ type: "application/wasm", body: readFileSync(path.join(root, `build/${build}.wasm`)) });
  return {
    "/": { type: "text/html", body: '<!doctype html><script type="module" src="/page.js"></script>' },
    "/page.js": { type: "text/javascript", body: outputFiles[0]!.text },
    "/baseline.wasm": kernels("baseline"),
    "/relaxed.wasm": kernels("relaxed"),
  };
}

function expectClose(got: readonly number[], want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  const errors = got.map((value, i) => (value === want[i] ? 0 : Math.abs((value - want[i]!) / want[i]!)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(MOST_ERROR); // NaN is not
}

function expectRight({ results, large, refused }: Told): void {
  expectClose(results["ordinary"]!, values.map(Math.exp));
  expectClose(results["arena"]!, values.map(Math.exp));
  expectClose(results["formula"]!, values.map((v) => Math.sqrt(v) * 2 + v));
  expectClose(results["arrow"]!, values.map((v) => Math.sqrt(v) + v ** 2));
  expectClose(results["sync"]!, values.map(Math.log1p));
  expect(results["loop"]).toEqual(values.map((v) => 3 * v));
  expect(results["sums"]).toEqual([sum, sum]);
  expect(large.wrong).toBe(0);
  expect(large.turns).toBeGreaterThan(0);
  expect(refused).toBe("UnsupportedInput");
}

describe("a page in Chromium", () => {
  it.for<[string, Record<string, string>]>([
    ["isolated from other origins: arrays live in the arena, calls run on the page's thread", ISOLATED],
    ["not isolated: without SharedArrayBuffer arrays are ordinary, and status() says which headers are missing", {}],
  ])("%s", async ([, headers], { skip }) => {
    skip(!CHROMIUM, "no Chromium is installed here (apt-get install chromium)");
    const isIsolated = headers === ISOLATED;
    const page = (await openPage(await filesOfPage(), headers)) as Page;
    expect(page.failed).toBeUndefined();
    expect(page).toMatchObject({ isIsolated, hasSharedArrayBuffer: isIsolated });

    expect(page.withKernels.status).toMatchObject({ engine: "inline", build: "relaxed", arrays: isIsolated ? 1 : 0 });
    expect(page.withKernels.memory).toBe(isIsolated ? "SharedArrayBuffer" : "ArrayBuffer");
    expect(page.withKernels.status.fallbackReason).toMatch(/calls run on the calling thread: there are no worker threads in browsers/);
    expect(/Cross-Origin-Opener-Policy: same-origin/.test(page.withKernels.status.fallbackReason!)).toBe(!isIsolated);
    expectRight(page.withKernels);

    expect(page.withoutKernels.status).toMatchObject({ engine: "js", build: null, arrays: 0 });
    expect(page.withoutKernels.status.fallbackReason).toMatch(/no WebAssembly kernels: the page has not given the kernels of the relaxed/);
    expectRight(page.withoutKernels);
  });
});
