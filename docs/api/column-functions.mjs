/** The functions of formulas over columns, as docs/api.md lists them: from src itself, as the build has them in no file of their own. */
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { cell, table } from "./markdown.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

async function columnFunctions() {
  const { outputFiles } = await build({
    absWorkingDir: root, entryPoints: ["src/columns/functions/index.ts"], bundle: true, write: false, format: "esm", platform: "node",
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  return [...(await import(`data:text/javascript;base64,${code}`)).columnFunctions.values()];
}

/** Arguments beyond these are like the last one. */
const MOST_SHOWN = 4;

function argument({ name, kinds, isOptional, isLiteral }) {
  const takes = isLiteral ? `${kinds.join(" or ")} as it is written` : kinds.length > MOST_SHOWN ? "any" : kinds.join(" or ");
  return `${name}${isOptional ? "?" : ""}: ${takes}`;
}

function resultOf({ parameters, gives }) {
  const { kinds } = parameters[0];
  const results = kinds.flatMap((kind) => {
    try {
      return [gives([{ kind, unit: "ms" }, ...parameters.slice(1).map((one) => ({ kind: one.kinds[0] }))], []).kind];
    } catch {
      return []; // it needs a literal
    }
  });
  return [...new Set(results.length > 0 ? results : kinds)].join(" or ");
}

export async function functionsTable() {
  const all = await columnFunctions();
  return table(["function", "arguments", "gives", "what"], all.map((one) => {
    const { name, parameters, summary } = one;
    const shown = parameters.slice(0, MOST_SHOWN).map(argument);
    if (parameters.length > MOST_SHOWN) shown.splice(2, shown.length, `... up to ${parameters.length}`);
    return [`\`${name}\``, cell(shown.join("; ")), resultOf(one), cell(summary)];
  }));
}
