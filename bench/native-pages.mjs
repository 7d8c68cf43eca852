/** What was measured beside threads and kernels in C, as Markdown. */
import { kernelsAgainstC } from "./first-cache.mjs";
import { digits, duration } from "./format.mjs";
import { markdown } from "./markdown.mjs";
import { gains } from "./parts/threads.mjs";

export function firstCacheOf(cached) {
  const { head, rows } = kernelsAgainstC(cached);
  return [
    `The kernels alone, ${cached.elements.toLocaleString("en")} elements in the first cache, against ${cached.over}:`,
    markdown(head, [...rows.map(ofOperation), ["geometric mean", "", "", digits(cached.mean, 3), ""]]),
  ];
}

/** What two workers gain, beside two threads without the package in the same rounds. */
export function workersOf({ operation, yardstick: { name, note }, sizes, shortCall, pauseMs, measured }) {
  const { head, rows } = gains({ sizes });
  return [
    measured && `(Measured at ${measured.commit} on ${measured.date}, Node ${measured.node}.)`,
    `\`${operation}\` over arena arrays, right behind another call and ${pauseMs} ms after it, beside ${name} (${note}). The share is ` +
      "that of what those gain over one of them; beyond the work: what two workers take longer than they would with the same gain.",
    markdown(head, rows),
    `A call of \`${shortCall.operation}\` of ${shortCall.elements} elements in the arena takes ${duration(shortCall.ns.median)}.`,
  ].filter(Boolean);
}

function ofOperation([operation, ...figures]) {
  return [`\`${operation}\``, ...figures];
}
