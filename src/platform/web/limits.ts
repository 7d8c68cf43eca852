/** What a page may use. Browsers say little of it, so these are bounds that hold on most machines. */
const GIGABYTE = 2 ** 30;
/** Where the browser does not say how much memory the machine has. */
const USUAL_GIGABYTES = 4;
/** More processors than these are a browser's mistake, or shared with much else. */
const MOST_PROCESSORS = 16;

/** Half of the machine's memory, of which browsers tell no more than 8 GiB. */
export function availableBytes(): number {
  const { deviceMemory = USUAL_GIGABYTES } = navigator as { deviceMemory?: number };
  return (deviceMemory / 2) * GIGABYTE;
}

/** Browsers do not tell. */
export function heapLeft(): number {
  return Number.POSITIVE_INFINITY;
}

export function processors(): number {
  return Math.min(navigator.hardwareConcurrency || 1, MOST_PROCESSORS);
}
