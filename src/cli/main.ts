/** The command line's door: finds the command, and turns what happens into an exit code. */
import { shown } from "../shown";
import { nearest } from "../nearest";
import { bench } from "./bench";
import { argumentsOf, bold, columns, type Command, CommandFailure, helpOf, Usage, version } from "./command";
import { convert } from "./convert";
import { doctor } from "./doctor";
import { describe, head } from "./head";
import { kernels } from "./kernels";
import { map } from "./map";
import { reduce } from "./reduce";
import { asCommandLine } from "./ways-out";

const COMMANDS: readonly Command[] = [map, reduce, head, describe, convert, kernels, doctor, bench];

function help(): string {
  return [
    `${bold("autoflux")} ${version}: numeric kernels over columns of numbers, on all cores`,
    "Usage: autoflux <command> [options]",
    ["Commands", ...columns(COMMANDS.map(({ name, summary }): [string, string] => [name, summary]))].join("\n"),
    "autoflux <command> --help tells more. Exit codes: 0 done, 1 it could not be done, 2 the command line is wrong.",
  ].join("\n\n");
}

async function run([name, ...rest]: string[]): Promise<number> {
  if (name === "--version") return say(version);
  if (name === "--help" || name === "-h" || name === "help") {
    return say(rest[0] === undefined ? help() : helpOf(commandNamed(rest[0])));
  }
  if (name === undefined) throw new Usage(`a command is missing: ${COMMANDS.map((c) => c.name).join(", ")}. See: autoflux --help`);
  const command = commandNamed(name);
  const args = argumentsOf(command, rest);
  return args.values["help"] ? say(helpOf(command)) : command.run(args);
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((c) => c.name === name);
  if (command) return command;
  const near = nearest(name, COMMANDS.map((c) => c.name));
  throw new Usage(
    `unknown ${name.startsWith("-") ? "option" : "command"} "${name}"${near ? `; did you mean "${near}"?` : "."} See: autoflux --help`,
  );
}

function say(text: string): number {
  console.log(text);
  return 0;
}

/** One line that says the way out. Where what nobody foresaw happened, NODE_DEBUG=autoflux shows. */
function report(error: unknown): number {
  const { message, code, stack } = (error instanceof Error ? error : new Error(String(error))) as Error & { code?: string };
  const isForeseen = error instanceof Usage || error instanceof CommandFailure || code !== undefined;
  const isTraced = /\bautoflux\b/.test(process.env["NODE_DEBUG"] ?? "");
  const text = isForeseen ? asCommandLine(message) : `this is a bug of autoflux: ${message} (NODE_DEBUG=autoflux shows where)`;
  if (code === "ENOSPC") process.stderr.write("autoflux: standard output cannot be written: there is no space left\n");
  else if (code !== "EPIPE") process.stderr.write(`autoflux: ${shown(text.replaceAll(/\s*\n\s*/g, " "))}\n`);
  if (isTraced && !isForeseen && stack) process.stderr.write(`${stack}\n`);
  return error instanceof Usage || OF_COMMAND_LINE.has(code ?? "") ? 2 : code === "EPIPE" ? 0 : 1;
}

/** What is wrong with a formula or an option whatever is in the file. */
const OF_COMMAND_LINE: ReadonlySet<string> = new Set([
  "BadOption", "BadPattern", "FormulaSyntax", "FormulaTooDeep", "FormulaTooLong", "UnknownOperation", "WrongArity",
]);

// Who reads our output may have read enough (head): that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(report(error)));

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.exitCode = report(error);
  },
);
