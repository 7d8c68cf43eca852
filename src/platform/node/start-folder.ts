/** Where Node found the modules of --import and --require: later the process may be elsewhere. */
export const folderAtStart = folderNow();

/** Undefined where the folder is gone. */
export function folderNow(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
