/**
 * A formula's text as steps, each of them once, in order: what every side's code is made from, so that each has common subexpressions
 * shared, as who writes a loop by hand shares them.
 */
import { parseExpressionAt } from "acorn";

const CONSTANTS = { pi: Math.PI, e: Math.E };

/** @returns { inputs, steps: [[operation, ...operands]], result }: an operand is a name, a number, or { step } */
export function stepsOf(text) {
  const steps = [];
  const inputs = new Set();
  const known = new Map();
  const add = (operation, ...operands) => {
    const key = JSON.stringify([operation, ...operands]);
    if (!known.has(key)) known.set(key, { step: steps.push([operation, ...operands]) - 1 });
    return known.get(key);
  };
  const of = (node) => {
    switch (node.type) {
      case "Literal": return node.value;
      case "Identifier": {
        if (Object.hasOwn(CONSTANTS, node.name)) return CONSTANTS[node.name];
        inputs.add(node.name);
        return node.name;
      }
      case "UnaryExpression": {
        const operand = of(node.argument);
        return typeof operand === "number" ? -operand : add("-", operand);
      }
      case "BinaryExpression": return add(node.operator, of(node.left), of(node.right));
      case "ConditionalExpression": return add("?", of(node.test), of(node.consequent), of(node.alternate));
      case "CallExpression": return add(node.callee.name, ...node.arguments.map(of));
      default: throw new Error(`${node.type} in ${text}`);
    }
  };
  const result = of(parseExpressionAt(text, 0, { ecmaVersion: 2022 }));
  return { inputs: [...inputs], steps, result };
}

const COMPARISONS = ["<", ">", "<=", ">="];

/** What a reader would write: a loop over the elements, consts for what is needed twice. A comparison is 1 or 0 where it is the result. */
export function loopOf(text, reduction) {
  const { inputs, steps, result } = stepsOf(text);
  const uses = new Array(steps.length).fill(0);
  for (const operand of [...steps.flatMap((step) => step.slice(1)), result]) if (operand?.step !== undefined) uses[operand.step]++;
  const lines = [];
  const texts = [];
  const of = (operand) =>
    typeof operand === "number" ? `(${operand})` : typeof operand === "string" ? `${operand}_` : texts[operand.step];
  for (const [i, [operation, ...operands]] of steps.entries()) {
    const [a, b, c] = operands.map(of);
    const isPower = operation === "**" && operands[1] === 2;
    const expression = operation === "?" ? `(${a} ? ${b} : ${c})`
      : isPower && typeof operands[0] === "string" ? `${a} * ${a}`
      : operands.length === 2 ? `(${a} ${operation} ${b})`
      : operation === "-" ? `(-${a})` : `Math.${operation}(${a})`;
    if (uses[i] > 1) {
      lines.push(`const t${i} = ${expression};`);
      texts[i] = `t${i}`;
    } else texts[i] = `(${expression})`;
  }
  const isComparison = result.step !== undefined && COMPARISONS.includes(steps[result.step][0]);
  const value = isComparison ? `${of(result)} ? 1 : 0` : of(result);
  const body = `${inputs.map((name) => `const ${name}_ = ${name}[i];`).join(" ")} ${lines.join(" ")}`;
  const loop = reduction
    ? `let sum = 0; for (let i = 0; i < n; i++) { ${body} sum += ${value}; } out[0] = sum;`
    : `for (let i = 0; i < n; i++) { ${body} out[i] = ${value}; }`;
  return new Function(...inputs, "out", "n", loop);
}

const IN_PYTHON = { "?": "where", asin: "arcsin", atan: "arctan" };

/** Python: assignments in NumPy's words, and one expression in numexpr's. */
export function pythonOf(text) {
  const { inputs, steps, result } = stepsOf(text);
  const render = (prefix, textOf) => steps.map(([operation, ...operands]) => {
    const [a, b, c] = operands.map(textOf);
    if (operation === "?") return `${prefix}where(${a}, ${b}, ${c})`;
    if (operands.length === 2) return `(${a} ${operation} ${b})`;
    return operation === "-" ? `(-${a})` : `${prefix}${IN_PYTHON[operation] ?? operation}(${a})`;
  });
  const lines = render("np.", (o) => (o.step !== undefined ? `t${o.step}` : String(o))).map((line, i) => `t${i} = ${line}`);
  const whole = [];
  for (const [i, line] of render("", (o) => (o.step !== undefined ? `\0${o.step}\0` : String(o))).entries()) {
    whole[i] = line.replace(/\0(\d+)\0/g, (_, step) => whole[step]);
  }
  return { inputs, lines, result: `t${result.step}`, expression: whole[result.step] };
}
