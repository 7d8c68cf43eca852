/** Which of this process's options hold in a thread or process that it starts: those that decide which code is loaded, and how it runs. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { folderAtStart, folderNow } from "../platform/node/start-folder";

/**
 * Those that say what the main program is, or that belong to one process alone: a port, a file that is written at its end. What
 * --env-file set is in the environment already, which is inherited.
 */
const NAMES_OF_ONE =
  "eval|print|check|interactive|input-type|run|build-s\\w+|experimental-sea-config|test|watch|inspect|debug|(cpu-|heap-)?prof|env-file";
const OF_ONE = new RegExp(`^(-[epcih]+|--(${NAMES_OF_ONE})\\b.*)$`);
const TAKES_CODE = /^(-p?e|-p|--eval|--print)$/;
/** Node finds their values from the current folder. */
const LOADS = /^(-r|--require|--import|--loader|--experimental-loader)(=|$)/;
/** No option of Node's: a thread with it is refused, and the error names every option that threads do not take. */
const NO_OPTION = "--no-such-option-of-autoflux";

/** Options, and an environment whose NODE_OPTIONS hold too. */
export interface Inherited {
  execArgv: string[];
  env: NodeJS.ProcessEnv;
}

export function inheritedOptions(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!;
    if (!OF_ONE.test(option)) {
      kept.push(option);
      continue;
    }
    if (option.includes("=")) continue;
    if (TAKES_CODE.test(option)) i++;
    else while (i + 1 < options.length && !options[i + 1]!.startsWith("-")) i++;
  }
  return kept;
}

export function inheritedByProcess(): Inherited {
  return fromTheStart(inheritedOptions(process.execArgv ?? []), process.env);
}

/** Undefined where a thread inherits all that it needs by itself. */
export function inheritedByThread(): Inherited | undefined {
  if (folderNow() === folderAtStart) return undefined;
  const options = inheritedOptions(process.execArgv ?? []);
  const inherited = fromTheStart(options, process.env);
  const isSame = inherited.env === process.env && inherited.execArgv.every((option, i) => option === options[i]);
  return isSame ? undefined : { execArgv: takenByThreads(inherited.execArgv), env: inherited.env };
}

/** A part of a sentence that says which options a start that failed had. */
export function withOptions({ execArgv, env }: Inherited): string {
  const options = [...execArgv, ...(env["NODE_OPTIONS"] ? [`NODE_OPTIONS=${env["NODE_OPTIONS"]}`] : [])];
  return options.length === 0 ? "" : ` (inherited options: ${options.join(" ")})`;
}

/** The same options where their modules are found from the first folder, if the process has left that. */
function fromTheStart(options: string[], env: NodeJS.ProcessEnv): Inherited {
  if (folderAtStart === undefined || folderNow() === folderAtStart) return { execArgv: options, env };
  const execArgv = foundFrom(folderAtStart, options);
  const given = env["NODE_OPTIONS"];
  if (!given) return { execArgv, env };
  const words = wordsOf(given);
  const found = foundFrom(folderAtStart, words);
  return { execArgv, env: found.every((word, i) => word === words[i]) ? env : { ...env, NODE_OPTIONS: found.map(quoted).join(" ") } };
}

/** The options where the modules they load have addresses that hold in any folder. */
export function foundFrom(folder: string, options: readonly string[]): string[] {
  let load: string | undefined;
  return options.map((option) => {
    if (load !== undefined) {
      const before = load;
      load = undefined;
      return addressFrom(folder, option, before);
    }
    const name = LOADS.exec(option)?.[1];
    if (name === undefined) return option;
    if (option === name) {
      load = name;
      return option;
    }
    return `${name}=${addressFrom(folder, option.slice(name.length + 1), name)}`;
  });
}

/** A name that is not found stays as it is: Node says best what is wrong with it. */
function addressFrom(folder: string, module: string, option: string): string {
  const isPath = /^\.\.?[\\/]/.test(module);
  if (!isPath && (path.isAbsolute(module) || /^[a-z]{2,}:/i.test(module))) return module;
  let file = path.resolve(folder, module);
  try {
    file = createRequire(path.join(folder, "here.js")).resolve(module);
  } catch {
    if (!isPath) return module;
  }
  if (!path.isAbsolute(file)) return module; // one of Node's own
  return option === "-r" || option === "--require" ? file : pathToFileURL(file).href;
}

/** Those that a thread may have: others, as the engine's, hold for the whole process, and so in its threads. */
function takenByThreads(options: readonly string[]): string[] {
  try {
    new Worker("", { eval: true, execArgv: [...options, NO_OPTION] });
  } catch (error) {
    const refused = (error as Error).message.replace(/^[^:]*: /, "").split(", ");
    return options.filter((option) => !refused.includes(option));
  }
  return [...options];
}

/** As Node reads NODE_OPTIONS: words, of which a part in double quotes may hold spaces. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return words.map((word) => word.replace(/"((?:\\.|[^"\\])*)"/g, (_, inside: string) => inside.replace(/\\(.)/g, "$1")));
}

function quoted(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replace(/["\\]/g, "\\$&")}"` : word;
}
