/**
 * `npm run docs`: writes docs/api.md from the docstrings of src, the catalog and what was measured, and src/cli/measured.json, which is
 * what the command line tells of it. With --check it writes nothing, and fails where one of them says something else. Needs the build.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { readResults } from "../bench/results-file.mjs";
import { declarationsOf, engineKernels } from "./api/declarations.mjs";
import { functionsTable } from "./api/column-functions.mjs";
import { cell, methods, paragraph, properties, publicMembers, quoted, section, table } from "./api/markdown.mjs";

const require = createRequire(import.meta.url);

const { catalog, folds } = require("../dist/catalog.cjs");
const root = new URL("../", import.meta.url);
const page = new URL("api.md", import.meta.url);
const figures = new URL("../src/cli/measured.json", import.meta.url);

/** The kernels of rows, by name. */
const suffixOf = (dtype) => (dtype === "float64" ? "f64" : "f32");
const kernelsOf = (rows) => quoted(rows.flatMap(({ name, kernels }) => kernels.map((dtype) => `${name}_${suffixOf(dtype)}`)), " ");

const foldKernels = quoted(Object.values(folds).flatMap(({ kernel, skipping }) => (skipping ? [kernel, skipping] : [kernel])), " ");

/** What was measured of each operation: the largest error of both builds and where, ns an element on the main range by Node. */
function measured() {
  const seen = JSON.parse(readFileSync(new URL("test/accuracy/results.json", root), "utf8"));
  const runs = readResults();
  const rows = catalog.map(({ name }) => {
    const { baseline, relaxed } = seen[name] ?? {};
    const worst = [baseline, relaxed].filter(Boolean).toSorted((a, b) => b.ulp - a.ulp)[0];
    const cells = runs.map(({ parts }) => parts.kernels.cells.find((c) => c.operation === name && (c.range ?? "main") === "main"));
    return [
      name,
      { ...(worst && { ulp: worst.ulp, at: worst.at.map((x) => Number(x.toPrecision(6))) }), ns: cells.map((c) => c?.inlineNs ?? null) },
    ];
  });
  const machine = runs[0] && `${runs[0].machine.cores} cores of ${runs[0].machine.cpu}, ${runs[0].date}`;
  return {
    machine,
    nodes: runs.map(({ versions, build }) => `Node ${versions.node}${build ? ` (${build})` : ""}`),
    rows: Object.fromEntries(rows),
  };
}

/** Where the largest error was; the test's results have all digits. */
const place = (at) => at.join(", ");

function operations({ nodes, rows }) {
  return table(
    ["operation", "computes", "inputs", "finite for", "error, at most ulp", "largest seen, at", ...nodes.map((node) => `${node}, ns`)],
    catalog.map((r) => {
      const { ulp, at, ns } = rows[r.name];
      return [
        `\`${r.name}\``,
        cell(r.formula),
        r.arity,
        cell(r.domain),
        `${r.maxUlp}${r.relativeTo ? ` of ${cell(r.relativeTo.text)}` : ""}`,
        ulp === undefined ? "" : `${ulp} at ${place(at)}`,
        ...ns.map((value) => value ?? ""),
      ];
    }),
  );
}

/** Types that are a choice, with their values. */
function aliases(named) {
  return named.map(([name, file]) => {
    const { text, doc } = declarationsOf(file).find((d) => d.name === name);
    return `- \`${name}\` = \`${text.replaceAll(/\s+/g, " ")}\`${doc.text ? `: ${cell(doc.text)}` : ""}`;
  }).join("\n");
}

function contents(facts) {
  const singles = catalog.filter(({ maxUlp, kernels, steps }) => maxUlp > 0.5 && kernels.includes("float32") && !steps);
  const fused = kernelsOf(catalog.filter(({ steps }) => steps));
  const find = (file, name) => declarationsOf(file).find((d) => d.name === name);
  const flux = find("src/flux.ts", "Flux");
  // The face by themes, in the order in which a reader needs them.
  const themes = [
    ["computing", "Computing"],
    ["arrays", "Arrays"],
    ["running", "Running"],
    ["reading", "ReadingFace"],
    ["streaming", "Streaming"],
    ["watching", "Watching"],
  ].map(([file, name]) => find(`src/face/${file}.ts`, name));
  const families = [["Stats", "flux.stats."], ["Series", "flux.series."]];
  const given = (name) =>
    [`### ${name}`, paragraph(find("src/call/types.ts", name).doc.text), properties(find("src/call/types.ts", name))].join("\n\n");
  const errors = ["src/errors.ts", "src/data-errors.ts"].flatMap(declarationsOf)
    .filter(({ name }) => /^[A-Z]/.test(name) && name !== "AutofluxError");
  const types = declarationsOf("src/call/types.ts").filter(({ name }) => ["Input", "ArrayInput", "Nested", "Shaped"].includes(name));
  const ofKernels = ["src/kernels/public.ts", "src/catalog/signatures.ts"].flatMap(declarationsOf);
  const kernel = (name) => ofKernels.find((d) => d.name === name);
  return `# API

<!-- Written by \`npm run docs\` from the docstrings: do not edit. -->

[Operations](#operations) · [flux](#flux) · [createFlux](#createflux) · [call options](#call-options) · [status](#what-status-tells) ·
[parallel](#options-of-parallel) · [tables](#tables) · [functions over columns](#functions-of-formulas-over-columns) ·
[streams and files](#streams-and-files) · [metrics](#what-metrics-tells) ·
[types](#types) · [inputs](#inputs) · [errors](#errors) · [autoflux/kernels](#autofluxkernels)

## Operations

For float64, and for float32 where every array is one. An error is in units in the last place, the final rounding included; a
composition's is that of each of its steps. The largest seen is that of ten million inputs (\`npm run test:accuracy\`); exact operations
are compared bit for bit instead. Those with lanes of float32 of their own (arithmetic, comparison,
${quoted(
  singles.map(({ name }) => name),
  ", ",
)})
are within 1 ulp of float32, the others are the float64 result, rounded; \`pow\` by a whole number that is no array is computed in doubles
and rounded, within 0.50001 ulp. The engine's own \`Math\` was nearer over a smaller sample in \`pow\`, from Node 24 on (0.50). Times are
nanoseconds an element of one thread over arena arrays, ${facts.machine ?? "not measured yet"}.

${operations(facts)}

## flux

\`flux\` is the default instance; \`createFlux\` makes others. ${flux.doc.text}

${themes.map((theme) => methods(theme, "flux.")).join("\n\n")}

${families.map(([name, prefix]) => methods(find("src/face/families.ts", name), prefix)).join("\n\n")}

Each function of a family has its synchronous twin, by the same code: \`flux.sync.stats.sort(x)\`, \`flux.sync.series.cumsum(x)\`, as have
map, evaluate and reduce (\`flux.sync.map\`; \`mapSync\` and its like are the same).

### ReducingOptions

${properties(find("src/face/computing.ts", "ReducingOptions"))}

${["SortOptions", "QuantileOptions", "CumsumOptions", "RollingOptions"]
  .map((name) => [`### ${name}`, properties(find("src/face/families.ts", name))].join("\n\n"))
  .join("\n\n")}

\`await using\` closes an instance at the end of its block: it has \`Symbol.asyncDispose\`. What \`scope\` gives its body has \`map\`,
\`mapSync\`,
\`array\`, \`zeros\`, \`empty\` and \`free\`, as above.

${section("##", "createFlux", [find("src/flux.ts", "createFlux")])}

${properties(find("src/call/options.ts", "FluxOptions"))}

## Call options

${properties(find("src/call/options.ts", "CallOptions"))}

## Options of parallel

${properties(find("src/call/types.ts", "ParallelOptions"))}

${given("GroupTask")}

${given("GroupOptions")}

## Tables

\`read\`, \`from\` and \`write\` take \`signal\`, \`timeout\` and \`onProgress\` besides, as of [any call](#call-options).

${["ReadOptions", "WriteOptions"].map((name) => [`### ${name}`, properties(find("src/face/reading.ts", name))].join("\n\n")).join("\n\n")}

${["table", "column"].map((file) => find(`src/columns/${file}.ts`, file === "table" ? "Table" : "Column"))
  .map((shown) => [`### ${shown.name}`, paragraph(shown.doc.text), publicMembers(shown)].join("\n\n"))
  .join("\n\n")}

## Functions of formulas over columns

Null where an argument is null. What is "as it is written" must stand in the formula, as text or a number: a pattern, a format, a zone, a
unit. \`name?\` may be left out. Dates and timestamps may be given as ISO text. Beside these, formulas have the operations above,
\`if(condition, a, b)\` (null where the condition is), \`coalesce(a, b, ...)\` and \`isNull(a)\`.

${ofColumns}

## Streams and files

${properties(find("src/call/types.ts", "StreamOptions"))}

${given("CsvColumn")}

## What status() tells

${paragraph(find("src/instance/status.ts", "FluxStatus").doc.text)}

${properties(find("src/instance/status.ts", "FluxStatus"))}

## What metrics() tells

${properties(find("src/instance/metrics.ts", "FluxMetrics"))}

### OperationMetrics

${properties(find("src/instance/metrics.ts", "OperationMetrics"))}

### TimeHistogram

${paragraph(find("src/instance/histogram.ts", "TimeHistogram").doc.text)}

${properties(find("src/instance/histogram.ts", "TimeHistogram"))}

## Types

${aliases([
  ["EngineName", "src/call/options.ts"],
  ["Arithmetic", "src/program.ts"],
  ["Build", "src/program.ts"],
  ["Dtype", "src/dtype.ts"],
  ["FloatArray", "src/dtype.ts"],
  ["FormatName", "src/reading/detect.ts"],
  ["ColumnType", "src/columns/types.ts"],
  ["TimeUnit", "src/columns/types.ts"],
  ["FileInput", "src/call/types.ts"],
  ["FileOutput", "src/call/types.ts"],
  ["GroupOutcome", "src/call/types.ts"],
  ["Logger", "src/call/types.ts"],
])}

## Inputs

${types.map(({ name, doc }) => `- \`${name}\`: ${cell(doc.text)}`).join("\n")}

## Errors

All but \`BadOption\` (a RangeError) and \`BadIterator\` (a TypeError) are an \`AutofluxError\`, and each has its class's name as
its \`code\`. A caller's own abort rejects with the signal's reason.

${table(
  ["class and code", "when"],
  errors.map(({ name, doc }) => [`\`${name}\``, cell(doc.text)]),
)}

## autoflux/kernels

${section("###", "loadKernels", [kernel("loadKernels")])}

#### What it gives

${properties(kernel("LoadedKernels"))}

${["UnaryKernel", "BinaryKernel", "TernaryKernel", "FoldKernel", "PairFoldKernel"]
  .map((name) => {
    const { params, doc } = kernel(name);
    return `- \`${name}\` \`(${params.join(", ")})\`: ${cell(doc.text)}`;
  })
  .join("\n")}

${paragraph(kernel("Kernels").doc.text)} Names: \`exp_f64\`, \`exp_f32\`, \`add_f64\`, and so on;
the compositions that are one kernel: ${fused}; the folds: ${foldKernels}. Besides:

${properties({ members: engineKernels() })}
`;
}

const ofColumns = await functionsTable();
const facts = measured();
const json = `{\n${Object.entries({ ...facts, rows: undefined })
  .filter(([, v]) => v !== undefined)
  .map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)},`)
  .join("\n")}
  "rows": {\n${Object.entries(facts.rows)
    .map(([k, v]) => `    ${JSON.stringify(k)}: ${JSON.stringify(v)}`)
    .join(",\n")}\n  }\n}\n`;
for (const [file, text] of [[page, contents(facts)], [figures, json]]) {
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`${file.pathname.split("/").slice(-2).join("/")} is not what the docstrings and results say: npm run docs`);
    process.exitCode = 1;
  }
}
