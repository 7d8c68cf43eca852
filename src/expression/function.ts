/**
 * A JavaScript function to a program: an arrow function or function that is one returned expression, or consts and then a return, over
 * its parameters, numbers and Math. Its source is read, never run. What this grammar does not know is no error: it is JavaScript's to
 * run, and analyze.ts says why.
 */
import { AutofluxError } from "../errors";
import type { Program } from "../program";
import { Graph, type NodeId } from "./graph";
import { programOf } from "./linearize";
import { NumberBuilder } from "./numbers";
import { parseExpression } from "./parse";
import { type Token, Tokens } from "./tokens";
import { functionWords } from "./words";

/** Functions longer than this are run as they are. */
const MOST_CHARACTERS = 65_536;

export interface ReadFunction {
  program: Program;
  parameters: readonly string[];
  /** Names of the caller's that the function uses, as inputs after its parameters. */
  captured: readonly string[];
}

/** What instrumenting for coverage (istanbul) adds: counters that are increased, as statements or before a comma. */
const COUNTED = String.raw`\bcov_\w+\s*(?:\(\s*\))?\s*\.\s*[sfb]\s*(?:\[\s*\d+\s*\]\s*){1,2}`;
const COUNTER = new RegExp(String.raw`(?:\+\+\s*${COUNTED}|${COUNTED}\+\+)(\s*[;,])?`, "g");

/** The source without counters of coverage, every other character where it was. */
export function withoutCounters(source: string): string {
  return source.includes("cov_") ? source.replace(COUNTER, (found: string, after?: string) => {
    const instead = after === undefined ? "0" : after.endsWith(";") ? ";" : " ";
    return instead.padEnd(found.length - 1) + (found.includes("\n") ? "\n" : " ");
  }) : source;
}

/** The program of a function's source, or undefined where it is none. `outer` are names that it may use beside its parameters. */
export function compileFunction(source: string, outer: readonly string[], where: string): ReadFunction | undefined {
  if (source.length > MOST_CHARACTERS) return undefined;
  try {
    return new FunctionReader(withoutCounters(source), outer, where).read();
  } catch (error) {
    if (error instanceof AutofluxError) return undefined;
    throw error;
  }
}

class FunctionReader {
  private readonly tokens: Tokens;
  private readonly graph = new Graph();
  private readonly parameters: string[] = [];
  private readonly captured: string[] = [];
  private readonly values = new Map<string, NodeId>();
  private readonly builder: NumberBuilder;
  private ownName = "";

  constructor(
    private readonly source: string,
    outer: readonly string[],
    private readonly where: string,
  ) {
    this.tokens = new Tokens(source, where, false);
    const scope = {
      words: functionWords,
      strict: true,
      find: ({ text: name }: Token) =>
        this.values.get(name) ?? (outer.includes(name) && !this.isOwn(name) ? this.capture(name) : undefined),
      unknown: (name: string, at: number) => this.tokens.fail(`unknown name ${name}`, at),
    };
    this.builder = new NumberBuilder(this.graph, scope, this.tokens, where);
  }

  read(): ReadFunction {
    const { tokens } = this;
    const isArrow = !this.takeName("function");
    if (!isArrow && tokens.next.is === "name") this.ownName = tokens.take().text;
    if (isArrow && tokens.next.is === "name") this.parameter();
    else this.parameterList();
    if (isArrow) tokens.expect("=>");
    const root = tokens.isSign("{") ? this.body() : this.expression();
    if (tokens.next.is !== "end") tokens.fail("expected the end", tokens.next.at);
    const inputs = this.parameters.length + this.captured.length;
    return { program: programOf(this.graph, root, inputs, this.source, this.where), parameters: this.parameters, captured: this.captured };
  }

  private parameterList(): void {
    const { tokens } = this;
    tokens.expect("(");
    while (!tokens.isSign(")")) {
      this.parameter();
      if (!tokens.takeSign(",")) break;
    }
    tokens.expect(")");
    for (const [i, name] of this.parameters.entries()) this.values.set(name, this.graph.input(i));
  }

  private parameter(): void {
    const name = this.name();
    this.values.set(name, this.graph.input(this.parameters.push(name) - 1));
  }

  private body(): NodeId {
    const { tokens } = this;
    tokens.expect("{");
    for (;;) {
      if (tokens.takeSign(";")) continue;
      if (this.takeName("return")) break;
      if (!this.takeName("const") && !this.takeName("let")) tokens.fail("expected const or return", tokens.next.at);
      do {
        const name = this.name();
        tokens.expect("=");
        this.values.set(name, this.expression());
      } while (tokens.takeSign(","));
      this.endStatement();
    }
    if (tokens.next.newLine) tokens.fail("returns nothing", tokens.next.at);
    const root = this.expression();
    this.endStatement();
    while (tokens.takeSign(";"));
    tokens.expect("}");
    return root;
  }

  private expression(): NodeId {
    return parseExpression(this.tokens, this.builder, this.where);
  }

  private endStatement(): void {
    const { tokens } = this;
    if (!tokens.takeSign(";") && !tokens.isSign("}") && !tokens.next.newLine) {
      tokens.fail("expected the end of the statement", tokens.next.at);
    }
  }

  /** Whether the function itself has something of that name, or will: then it is not the one from outside. */
  private isOwn(name: string): boolean {
    return name === this.ownName || new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}\\s*=(?![=>])`).test(this.source);
  }

  private capture(name: string): NodeId {
    const id = this.graph.input(this.parameters.length + this.captured.push(name) - 1);
    this.values.set(name, id);
    return id;
  }

  private takeName(text: string): boolean {
    const found = this.tokens.next.is === "name" && this.tokens.next.text === text;
    if (found) this.tokens.take();
    return found;
  }

  private name(): string {
    const { is, text, at } = this.tokens.take();
    if (is !== "name") this.tokens.fail("expected a name", at);
    return text;
  }
}
