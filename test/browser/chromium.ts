/** A page in headless Chromium, over a server of its own: what the page posts to /told is what it says. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const MOST_MS = 50_000;

/** The browser of this machine; undefined where there is none that starts. */
export const CHROMIUM = NAMES.find((name) => {
  try {
    return /Chrom/.test(execFileSync(name, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return false;
  }
});

export type Files = Record<string, { type: string; body: string | Uint8Array }>;

/** Opens "/" of `files`, each served with `headers`, and returns what the page tells. */
export async function openPage(files: Files, headers: Record<string, string>): Promise<unknown> {
  let tell: (text: string) => void = () => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let text = "";
      request.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      request.on("end", () => response.end(() => tell(text)));
      return;
    }
    const file = files[request.url ?? ""];
    response.writeHead(file ? 200 : 404, { ...headers, "content-type": file?.type ?? "text/plain" }).end(file?.body ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const profile = mkdtempSync(path.join(os.tmpdir(), "autoflux-chromium-"));
  const browser = start(profile, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  try {
    return JSON.parse(await Promise.race([told, ended(browser), late()]));
  } finally {
    await close(browser, server);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** In a process group of its own, which ends as a whole. Containers often have no user namespaces for a sandbox, and little in /dev/shm. */
function start(profile: string, address: string): ChildProcess {
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  return spawn(CHROMIUM!, [...options, `--user-data-dir=${profile}`, address], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
}

async function ended(browser: ChildProcess): Promise<never> {
  let said = "";
  browser.stderr!.setEncoding("utf8").on("data", (part: string) => {
    said = (said + part).slice(-2000);
  });
  const [code] = await once(browser, "exit");
  throw new Error(`Chromium ended with code ${code} before the page had told anything:\n${said}`);
}

/** Before the test's own time is over, so that the browser is ended. */
async function late(): Promise<never> {
  await setTimeout(MOST_MS, undefined, { ref: false });
  throw new Error(`the page has told nothing within ${MOST_MS / 1000} s`);
}

async function close(browser: ChildProcess, server: Server): Promise<void> {
  if (browser.exitCode === null && browser.signalCode === null) {
    process.kill(-browser.pid!, "SIGKILL");
    await once(browser, "exit");
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
