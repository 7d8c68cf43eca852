/** What a command of the command line is: its words, its options, its help; and how arguments become values. */
import { parseArgs, styleText } from "node:util";
import { nearest } from "../nearest";

export const { version } = require("autoflux/package.json") as { version: string };

/** The command line is wrong: exit code 2. */
export class Usage extends Error {}
/** What was asked for cannot be done: exit code 1. */
export class CommandFailure extends Error {}

interface Option {
  type: "string" | "boolean";
  multiple?: boolean;
  /** What a string stands for, in the help. */
  value?: string;
  help: string;
}

export interface Arguments {
  positionals: string[];
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  /** Options in the order in which they were given. */
  order: { name: string; value: string | undefined }[];
}

export interface Command {
  name: string;
  summary: string;
  usage: string;
  /** The least and the most positional arguments. */
  positionals: [least: number, most: number];
  options: Record<string, Option>;
  /** Said in the help, after the options. */
  notes: string[];
  examples: string[];
  /** Returns the exit code. */
  run(args: Arguments): Promise<number>;
}

const HELP: Record<string, Option> = { help: { type: "boolean", help: "this" } };

/** @throws Usage */
export function argumentsOf(command: Command, argv: string[]): Arguments {
  const options = { ...command.options, ...HELP };
  if (argv.includes("-h")) argv = ["--help"];
  const { tokens } = parseArgs({ args: argv, options: parseable(options), strict: false, allowPositionals: true, tokens: true });
  const found: Arguments = { positionals: [], values: {}, order: [] };
  for (const token of tokens) {
    if (token.kind === "positional") found.positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) {
      throw new Usage(`unknown option ${token.rawName}${guess(token.name, Object.keys(options))} See: autoflux ${command.name} --help`);
    }
    if (option.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("--")))) {
      throw new Usage(`${token.rawName} needs a value: ${token.rawName} ${option.value}`);
    }
    if (option.type === "boolean" && token.value !== undefined) throw new Usage(`${token.rawName} takes no value`);
    const value = token.value ?? true;
    if (option.multiple) ((found.values[token.name] ??= []) as (string | boolean)[]).push(value);
    else if (found.values[token.name] !== undefined) throw new Usage(`${token.rawName} is given more than once`);
    else found.values[token.name] = value;
    found.order.push({ name: token.name, value: token.value });
  }
  if (found.values["help"]) return found;
  const [least, most] = command.positionals;
  if (found.positionals.length < least || found.positionals.length > most) {
    const got = found.positionals.length > most ? `one argument too many: "${found.positionals[most]}"` : "an argument is missing";
    throw new Usage(`${got}. Usage: autoflux ${command.usage}`);
  }
  return found;
}

function parseable(options: Record<string, Option>): Record<string, { type: "string" | "boolean"; multiple: boolean }> {
  return Object.fromEntries(Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]));
}

function guess(name: string, names: string[]): string {
  const near = name.length > 2 ? nearest(name, names) : undefined;
  return near ? `; did you mean --${near}?` : ".";
}

/** One of some words. @throws Usage */
export function wordOf<W extends string>(args: Arguments, name: string, words: readonly W[]): W | undefined {
  const value = args.values[name];
  if (value !== undefined && !words.includes(value as W)) {
    throw new Usage(`--${name} must be one of ${words.join(", ")}, got "${String(value)}"`);
  }
  return value as W | undefined;
}

export function helpOf({ usage, summary, options, notes, examples }: Command): string {
  const rows = Object.entries({ ...options, ...HELP }).map(([name, { value, help }]): [string, string] => [
    `--${name}${value ? ` ${value}` : ""}`,
    help,
  ]);
  return [
    `Usage: autoflux ${usage}`,
    summary,
    ["Options", ...columns(rows)].join("\n"),
    ...notes,
    ["Examples", ...examples.map((e) => `  ${e}`)].join("\n"),
  ].join("\n\n");
}

/** Two columns, the second one indented where it goes on. */
export function columns(rows: [string, string][], width = 96): string[] {
  const first = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.flatMap(([left, right]) => {
    const lines: string[] = [];
    for (const word of right.split(" ")) {
      if (lines.length > 0 && lines.at(-1)!.length + word.length + 1 <= width - first) lines[lines.length - 1] += ` ${word}`;
      else lines.push(word);
    }
    return lines.map((line, i) => (i === 0 ? `  ${left}`.padEnd(first) : " ".repeat(first)) + line);
  });
}

/** Bold where the terminal shows it. */
export function bold(text: string): string {
  return process.stdout.isTTY && !process.env["NO_COLOR"] ? styleText("bold", text) : text;
}
