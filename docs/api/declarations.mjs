/** Reads the declarations of src: names, types and docstrings. */
import { readFileSync } from "node:fs";
import { parse } from "@babel/parser";

const root = new URL("../../", import.meta.url);

/** The exported declarations of a file, in its order: { name, kind, doc, members, text }. */
export function declarationsOf(file) {
  const source = readFileSync(new URL(file, root), "utf8");
  const { program } = parse(source, { sourceType: "module", plugins: ["typescript"] });
  const text = (node) => source.slice(node.start, node.end);
  return program.body.filter((node) => node.type === "ExportNamedDeclaration" && node.declaration).map((node) => {
    const { declaration } = node;
    const id = declaration.id ?? declaration.declarations[0].id;
    const members = (declaration.body?.body ?? []).filter((member) => member.key || member.type.endsWith("Signature"));
    return {
      name: id.name, kind: declaration.type, doc: docOf(node),
      params: paramsOf(declaration.typeAnnotation?.type === "TSFunctionType" ? declaration.typeAnnotation : declaration),
      text: declaration.typeAnnotation ? text(declaration.typeAnnotation) : "",
      members: members.map((member) => ({
        name: member.computed ? `[${text(member.key)}]` : text(member.key), doc: docOf(member), params: paramsOf(member),
        isCalled: member.type === "ClassMethod" && member.kind === "method", isStatic: member.static === true,
        type: member.typeAnnotation ? text(member.typeAnnotation.typeAnnotation ?? member.typeAnnotation) : "",
      })),
    };
  });
}

/** Names of parameters, optional ones marked. */
function paramsOf({ params, parameters }) {
  return (params ?? parameters)?.map((p) => {
    const isOptional = p.optional || p.type === "AssignmentPattern";
    return `${p.type === "RestElement" ? "..." : ""}${p.name ?? p.left?.name ?? p.argument?.name}${isOptional ? "?" : ""}`;
  });
}

/** A docstring's parts: text, throws, example. */
function docOf({ leadingComments }) {
  const comment = leadingComments?.findLast((c) => c.type === "CommentBlock" && c.value.startsWith("*"))?.value ?? "";
  const plain = comment.replace(/^\*/, "").replace(/^[ \t]*\* ?/gm, "").trim().replaceAll(/\{@link (?:\w+\.)?(\w+)\}/g, "`$1`");
  const part = (tag) => new RegExp(`@${tag}\\s*([\\s\\S]*?)(?=^@\\w|$(?![\\s\\S])|(?<=\\s)@example)`, "m").exec(plain)?.[1].trim();
  return { text: plain.split(/(?:^|\s)@(?:throws|example)\b/)[0].trim(), throws: part("throws"), example: part("example") };
}

/** The engine's own kernels: the table's keys, with the types they are given. */
export function engineKernels() {
  const source = readFileSync(new URL("src/catalog/engine-kernels.ts", root), "utf8");
  const { program } = parse(source, { sourceType: "module", plugins: ["typescript"] });
  const typeOf = (name) => program.body.find((node) => node.type === "TSTypeAliasDeclaration" && node.id.name === name)?.typeAnnotation;
  const [table] = program.body.flatMap((node) => node.declaration?.declarations ?? []).filter(({ id }) => id.name === "engineKernels");
  return table.init.properties.map((property) => {
    const [given] = property.value.typeParameters.params;
    const type = typeOf(given.typeName.name) ?? given;
    return { name: property.key.name, type: source.slice(type.start, type.end), doc: docOf(property) };
  });
}
