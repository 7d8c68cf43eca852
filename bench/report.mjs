/** A run's tables, for a terminal. */
import Table from "cli-table3";
import { measuredText, verdictOf } from "./bars.mjs";

/** @param tables [{ title, head, rows, notes }] */
export function printTables(tables) {
  for (const { title, head, rows, notes = [] } of tables) {
    console.log(`\n${title}`);
    if (rows.length > 0) {
      const table = new Table({ head, style: { head: [], border: [], compact: true } });
      table.push(...rows);
      console.log(table.toString());
    }
    for (const note of notes) console.log(`  ${note}`);
  }
}

export function barsTable(bars) {
  return {
    title: "bars",
    head: ["bar", "is", "measured", "", "goal"],
    rows: bars.map((b) => [b.name, b.bar, measuredText(b), verdictOf(b), b.goal ?? ""]),
  };
}
