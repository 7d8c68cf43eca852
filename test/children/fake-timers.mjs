/** All kinds of calls under fake timers that nobody advances: node fake-timers.mjs <early | late> installs them before or after the first calls. */
import FakeTimers from "@sinonjs/fake-timers";
import { flux } from "../../dist/index.mjs";

const x = new Float64Array(2_000_000);
if (process.argv[2] === "late") {
  await flux.map("exp", x, { engine: "threads" });
  await flux.parallel((batch) => batch, { strategy: "threads" })([1]);
}
const clock = FakeTimers.install({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date", "performance", "hrtime"] });
const codes = [];
const code = async (promise) => codes.push(await promise.then(() => "ended", (error) => error.code));
await code(flux.map("sin_exp", x));
await code(flux.map("sin_exp", x, { engine: "threads" }));
await code(flux.map("sin_exp", x, { engine: "inline" }));
await code(flux.reduce("sum", "sin(x)", x, { engine: "threads" }));
await code(flux.map("sin_exp", new Float64Array(20_000_000), { timeout: 20, engine: "threads" }));
for (const strategy of ["auto", "threads", "process", "sequential"]) await code(flux.parallel((batch) => batch.map((v) => v + 1), { strategy })([1, 2, 3]));
await code(flux.parallel(() => { for (;;); }, { strategy: "threads", timeout: 50 })([1]));
await code(flux.map((v) => { let s = 0; for (let i = 0; i < 3; i++) s += v; return s; }, [1, 2, 3]));
await code((async () => { for await (const _ of flux.mapStream("x + 1", [[1], [2]])); })());
codes.push((await flux.group([{ run: () => new Promise(() => {}), timeout: 20 }]))[0].reason.code);
await code(flux.close());
clock.uninstall();
console.log(JSON.stringify(codes));
