/** Which of this process's options hold in a process that it starts: those that decide which code is loaded, and how it runs. */

/** Those that say what the main program is, or that belong to one process alone: a port, a file that is written at its end. */
const OF_ONE =
  /^(-[epcih]+|--(eval|print|check|interactive|input-type|run|build-s\w+|experimental-sea-config|test|watch|inspect|debug|(cpu-|heap-)?prof)\b.*)$/;
const TAKES_CODE = /^(-p?e|-p|--eval|--print)$/;

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
