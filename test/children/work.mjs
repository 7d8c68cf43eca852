/** Functions over batches, as a module. */
export function triple(batch) {
  return batch.map((v) => 3 * v);
}

export default async function exclaim(batch) {
  return batch.map((v) => `${v}!`);
}
