/** The command line of the build, run in a folder of a test file's own. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const cli = path.join(root, "dist/cli.mjs");

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** `encoding` is that of the output: latin1 keeps each byte. */
export function commandLine(name: string, encoding: "utf8" | "latin1" = "utf8") {
  const folder = mkdtempSync(path.join(os.tmpdir(), `autoflux-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    /** Runs it with `input` on its standard input. */
    autoflux: (args: string[], input: string | Buffer = "", node: string[] = []): Promise<Ended> =>
      new Promise((resolve) => {
        const options = { cwd: folder, maxBuffer: 1 << 28, encoding };
        const child = execFile(process.execPath, [...node, cli, ...args], options, (error, out, err) =>
          resolve({ code: error ? Number(error.code) : 0, out, err }));
        child.stdin!.on("error", () => {}); // a command that needs no input has ended
        child.stdin!.end(input);
      }),
    file(called: string, content: string | Buffer): string {
      writeFileSync(path.join(folder, called), content);
      return called;
    },
  };
}
