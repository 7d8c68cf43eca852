/** Declarations as Markdown. */

export const paragraph = (text) =>
  text
    .replaceAll(/[ \t]*\n(?!\n)[ \t]*/g, (_, at) => (text[at - 1] === "\n" ? "\n" : " "))
    .replaceAll(/\n[ ]*/g, "\n\n")
    .replaceAll(/\n{3,}/g, "\n\n");
export const cell = (text) => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();
export const quoted = (names, separator) => names.map((name) => `\`${name}\``).join(separator);
export const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The ways to call something: overloads that differ only in what is optional are one. */
function callsOf(name, overloads) {
  const calls = overloads.map((o) => o.params);
  const required = (params) => params.map((p) => p.replace("?", "")).join(", ");
  const unique = new Map();
  for (const params of calls) {
    const key = required(params);
    if (!unique.has(key) || params.some((p) => p.endsWith("?"))) unique.set(key, params);
  }
  for (const key of unique.keys()) {
    if ([...unique].some(([, params]) => params.at(-1)?.endsWith("?") && required(params.slice(0, -1)) === key)) unique.delete(key);
  }
  return [...unique.values()].map((params) => `\`${name}(${params.join(", ")})\``).join(" · ");
}

export function section(heading, name, overloads) {
  const { text, throws, example } = overloads.find(({ doc }) => doc.text)?.doc ?? { text: "" };
  const imports =
    example &&
    [/\bcreateFlux\b/, /\bflux\b/]
      .map((word, i) => (word.test(example) ? ["createFlux", "flux"][i] : ""))
      .filter(Boolean)
      .join(", ");
  const importLine =
    imports && !/from "autoflux"/.test(example) ? `import { ${imports} } from "autoflux";\n${/^import /.test(example) ? "" : "\n"}` : "";
  return [
    `${heading} ${name.split(".").at(-1)}`, callsOf(name, overloads), paragraph(text),
    throws && `Throws ${paragraph(throws.replace(/^\(/, "("))}.`, example && `\`\`\`js\n${importLine}${example}\n\`\`\``,
  ].filter(Boolean).join("\n\n");
}

export function methods(declaration, prefix) {
  return [...grouped(declaration.members)]
    .filter(([name]) => !name.startsWith("["))
    .map(([name, overloads]) => section("###", `${prefix}${name}`, overloads))
    .join("\n\n");
}

function grouped(members) {
  const map = new Map();
  for (const member of members) map.set(member.name, [...(map.get(member.name) ?? []), member]);
  return map;
}

export function properties({ members }) {
  return table(["name", "type", ""], members.map(({ name, type, doc }) => [`\`${name}\``, `\`${cell(type)}\``, cell(doc.text)]));
}

/** What a class shows, but what makes it, and what its code says in itself. */
export function publicMembers({ name, members }) {
  const isForCallers = ({ name: member, doc }) => /^[a-z]/i.test(member) && member !== "constructor" && !/^For those who/.test(doc.text);
  const shown = members.filter(isForCallers);
  return table(["member", ""], shown.map((member) => {
    const called = `${member.isStatic ? `${name}.` : ""}${member.name}${member.isCalled ? `(${member.params.join(", ")})` : ""}`;
    return [`\`${called}\``, cell([member.doc.text, member.doc.throws && `Throws ${member.doc.throws}.`].filter(Boolean).join(" "))];
  }));
}
