/** What commands of tables have in common: an instance, and a bar while a file is read. */
import { createFlux, type Flux, type FluxOptions } from "../index";
import { type Arguments, Usage, wordOf } from "./command";
import { ReadingBar } from "./progress";

export interface Session {
  flux: Flux;
  /** For reading, of commands whose results do not go to the terminal bit by bit. */
  onProgress: ReadingBar["update"];
  /** Takes the bar away: all is read, and results come to the terminal. */
  isRead(): void;
}

/** Runs a command of tables. Nothing of it has a limit of time: a pipe may be as slow as it is. */
export async function inSession(args: Arguments, use: (session: Session) => Promise<void>): Promise<number> {
  const arithmetic = wordOf(args, "arithmetic", ["fast", "reproducible"]);
  const options: FluxOptions = {
    safeMode: false, timeout: Number.POSITIVE_INFINITY, ...memoryLimitOf(args), ...(arithmetic && { arithmetic }),
  };
  const flux = await createFlux(options);
  const bar = new ReadingBar();
  try {
    await use({ flux, onProgress: bar.update, isRead: () => bar.stop() });
    return 0;
  } finally {
    bar.stop();
    await flux.close();
  }
}

const UNITS: Readonly<Record<string, number>> = { "": 1, "k": 2 ** 10, "m": 2 ** 20, "g": 2 ** 30 };

/** --memory-limit as an option of instances. @throws Usage */
function memoryLimitOf(args: Arguments): { memoryLimit?: number } {
  const text = args.values["memory-limit"] as string | undefined;
  if (text === undefined) return {};
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(text.trim()) ?? [];
  if (number === undefined) throw new Usage(`--memory-limit must be a size such as 512MB, got "${text}"`);
  return { memoryLimit: Math.floor(Number(number) * UNITS[unit.toLowerCase()]!) };
}
