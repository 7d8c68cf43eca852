/** Pieces of Markdown pages. */
import { digits } from "./format.mjs";

export function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function interval({ low, high }) {
  return `${digits(low, 3)} to ${digits(high, 3)}`;
}
