/** nodejs-polars: over a data frame that is there, or, with the argument `arrays`, from a Float64Array and back to one. */
import { need, serve } from "./serve.mjs";

const pl = (await need("nodejs-polars")).default;
const arrays = process.argv[2] === "arrays";

const x = pl.col("x");
const root = x.pow(0.5); // it has no sqrt
const EXPRESSIONS = {
  exp: x.exp(),
  log: x.log(),
  sin: x.sin(),
  cos: x.cos(),
  sqrt: root,
  square: x.pow(2),
  exp_sqrt: root.exp(),
  sin_exp: x.exp().sin(),
  log_sqrt1: root.plus(1).log(),
  sin_plus_cos: x.sin().plus(x.cos()),
};

const frameOf = (values) => pl.DataFrame([pl.Series("x", values)]);
const numbersOf = (frame) => frame.getColumn("y").toTypedArray();

await serve({
  version: `nodejs-polars ${pl.version}`,
  note: arrays ? "Float64Array in, Float64Array out" : "data already in a frame, new results",
  kernels: (values) => {
    const frame = frameOf(values);
    return Object.fromEntries(Object.entries(EXPRESSIONS).map(([name, expression]) => {
      const y = expression.alias("y");
      return [name, arrays ? () => numbersOf(frameOf(values).select(y)) : () => frame.select(y)];
    }));
  },
  numbers: (result) => (arrays ? result : numbersOf(result)),
});
