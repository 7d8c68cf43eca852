/** Times, counted by their size: four buckets an octave, from a microsecond to days. */

const PER_OCTAVE = 4;
const OCTAVES = 40;
/** The upper end of bucket i, ms. */
const upper = (i: number) => 2 ** ((i + 1) / PER_OCTAVE) / 1000;

/** Where a time is counted: a logarithm, which takes as long as half a clock reading. */
export function bucketOf(ms: number): number {
  return ms > 0.001 ? Math.min(PER_OCTAVE * OCTAVES - 1, Math.floor(Math.log2(ms * 1000) * PER_OCTAVE)) : 0;
}

/** What {@link Flux.metrics} tells of times. Percentiles are upper ends of buckets: true within 19 %. */
export interface TimeHistogram {
  count: number;
  sumMs: number;
  maxMs: number;
  p50Ms: number;
  p90Ms: number;
  p99Ms: number;
  /** How many took at most so long, for each bound up to the largest needed: Prometheus' form. */
  buckets: { leMs: number; count: number }[];
}

export class Histogram {
  private readonly counts = new Float64Array(PER_OCTAVE * OCTAVES);
  private count = 0;
  private sum = 0;
  private max = 0;

  /** `bucket`: that of `ms`, where it is known. */
  record(ms: number, bucket = bucketOf(ms)): void {
    this.count++;
    this.counts[bucket]!++;
    this.sum += ms;
    if (ms > this.max) this.max = ms;
  }

  snapshot(): TimeHistogram {
    const buckets: TimeHistogram["buckets"] = [];
    let sum = 0;
    for (let i = 0; i < this.counts.length && sum < this.count; i++) {
      sum += this.counts[i]!;
      if (sum > 0 && ((i + 1) % PER_OCTAVE === 0 || sum === this.count)) buckets.push({ leMs: upper(i), count: sum });
    }
    const { count, max } = this;
    return {
      count,
      sumMs: this.sum,
      maxMs: max,
      p50Ms: this.percentile(0.5),
      p90Ms: this.percentile(0.9),
      p99Ms: this.percentile(0.99),
      buckets,
    };
  }

  private percentile(share: number): number {
    let sum = 0;
    for (let i = 0; i < this.counts.length; i++) {
      sum += this.counts[i]!;
      if (sum >= share * this.count && sum > 0) return Math.min(this.max, upper(i));
    }
    return 0;
  }
}
