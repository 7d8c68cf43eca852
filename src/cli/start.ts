#!/usr/bin/env node
/** The file that the shell starts. It loads the check of Node's version first and by itself, so that an old Node gets one line. */
try {
  await import("../platform/node/oldest");
  await import("./main");
} catch (error) {
  if ((error as { code?: string }).code !== "UnsupportedHost") throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
export {};
