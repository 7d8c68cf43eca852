/**
 * What the installed package has in place of a part whose sides are not in it: other packages' drivers, C, Python. (build.mjs puts it
 * there.)
 */

export async function run() {
  return { skipped: "only in a clone of the repository" };
}

export function tables({ skipped }) {
  return [{ title: "other packages, gcc with libmvec", head: ["skipped"], rows: [[skipped]] }];
}

/** For the part that measures formulas: no peers. */
export const PEERS = [];
export const EXPRESSION_PEERS = () => [];
