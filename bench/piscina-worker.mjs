/** What a reader would have a pool of threads do: the plain loop over the slice that was posted. */
import { loops } from "./loops.mjs";

export default function mapSlice({ operation, slices }) {
  const out = new Float64Array(slices[0].length);
  loops[operation](...slices, out);
  return out;
}
