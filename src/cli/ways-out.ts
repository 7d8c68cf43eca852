/** Messages of the library as the command line says them: its options by their names here. */

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;

/** A column's type as --type takes it. */
function typeOption(name: string, type: string): string {
  return `"${JSON.parse(name)}=${type}"`;
}

type Translation = readonly [pattern: RegExp, said: string | ((...found: string[]) => string)];

const TRANSLATIONS: readonly Translation[] = [
  [/^(read|write|createFlux): /, ""],
  // The formula with its caret, which the line has said.
  [/\n {2}[^\n]*\n *\^$/, ""],
  [
    new RegExp(String.raw`types: \{ (${TEXT}): \{ type: "(\w+)", format: "([^"]*)" \} \}(?:, or "([^"]*)")?`, "g"),
    (_, name, type, format, other) => {
      const options = [format, other].flatMap((one) => (one === undefined ? [] : [typeOption(name!, `${type}:${one}`)]));
      return `--type ${options.join(", or ")}`;
    },
  ],
  [new RegExp(String.raw`types: \{ (${TEXT}): "(\w+)" \}`, "g"), (_, name, type) => `--type ${typeOption(name!, type!)}`],
  [new RegExp(String.raw`columns: (\[${TEXT}(?:, ${TEXT})*\])`, "g"), (_, names) => `--select ${listed(JSON.parse(names!) as string[])}`],
  [/columns: \[\.\.\.\]/g, "--select"],
  [/\(columns, where, limit\)/g, "(--select, --where, --limit)"],
  [/\(columns, limit\)|\(limit, columns\)/g, "(--select, --limit)"],
  [/(ragged: )"fill"/g, "--fill-ragged"],
  [/\b(comment|encoding|quote): (".*?")/g, "--$1 $2"],
  [/\bformat: "csv"/g, "--in-format csv"],
  [/\bgive format\b/g, "give --in-format"],
  [/\blazy: true/g, "--in-parts"],
  [/\b(mostBytes or )?memoryLimit\b/g, "--memory-limit"],
  [
    /Write nulls, or the words that Python knows: nonFinite: "null" or "literal"/,
    "Write CSV, or make it null: if(isfinite(y), y, null) instead of the formula y",
  ],
  [/\bthe stream\b/g, "standard input"],
];

/** One line that says the way out. */
export function asCommandLine(message: string): string {
  let text = message;
  for (const [pattern, said] of TRANSLATIONS) text = text.replace(pattern, said as string);
  return text.replaceAll(/\s*\n\s*/g, " ");
}

/** Names as --select takes them, quoted for a shell. */
function listed(names: readonly string[]): string {
  return `'${names.map((name) => (/[,`]/.test(name) ? `\`${name.replaceAll("`", "``")}\`` : name)).join(",")}'`;
}
