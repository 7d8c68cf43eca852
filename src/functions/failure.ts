/** What a failed batch tells: which one, what went wrong, and what to do. */
import { AutofluxError, BadOption, BadOutput, BatchFailed, TimeoutError, WorkerLost } from "../errors";
import { isListOfResults } from "./join";
import type { ErrandOutcome } from "./seats";
import type { Failure, BatchSpan } from "./task";
import { errorOf, reasonOf } from "./thrown";

/** The batch that failed, and its call. */
export interface Failed extends BatchSpan {
  readonly where: string;
  readonly batchTimeout: number;
  readonly strategy: string;
  readonly attempts: number;
}

/** @throws what is wrong with the data as a whole: it was detached during the call */
export function failureOf(outcome: Exclude<ErrandOutcome, { cancelled: true }>, failed: Failed): BatchFailed {
  const { where, batch, begin, end, attempts } = failed;
  const { what, cause } = explained(outcome, failed);
  return new BatchFailed(
    `${where}: batch ${batch} (elements ${begin} to ${end}) ${what}${attempts > 1 ? `, at the last of ${attempts} tries` : ""}`,
    batch,
    begin,
    end,
    attempts,
    cause,
  );
}

interface Explained {
  what: string;
  cause: Error;
}

function explained(outcome: Exclude<ErrandOutcome, { cancelled: true }>, { begin, end, batchTimeout, strategy }: Failed): Explained {
  if ("late" in outcome)
    return {
      what: `was not done within ${batchTimeout} ms. Raise batchTimeout, or give smaller batches`,
      cause: new TimeoutError(`not done within ${batchTimeout} ms`),
    };
  if ("unsent" in outcome) {
    const { unsent } = outcome;
    if (unsent instanceof AutofluxError) throw unsent;
    return {
      what: `cannot be sent: ${reasonOf(unsent)}. Give what can be cloned: no functions, no symbols`,
      cause: new BadOption(reasonOf(unsent)),
    };
  }
  if ("lost" in outcome) {
    const { lost } = outcome;
    return {
      what: `lost its ${strategy === "process" ? "process" : "thread"}: ${lost.message}`,
      cause: Object.assign(new WorkerLost(lost.message), { cause: lost }),
    };
  }
  const { reply } = outcome;
  if (!("value" in reply)) return ofFunction(reply);
  const no = noList(reply.value, end - begin);
  return {
    what: `${no}. The function gets batches, and returns a list with a result for each element: (batch) => batch.map(...)`,
    cause: new BadOutput(no),
  };
}

function ofFunction(failure: Failure): Explained {
  if ("uncloneable" in failure) {
    const { uncloneable } = failure;
    return {
      what: `gave what cannot be sent: ${uncloneable}. Return what can be cloned: no functions, no symbols`,
      cause: new BadOption(uncloneable),
    };
  }
  const { error } = failure as Extract<Failure, { error: unknown }>;
  return { what: `threw ${error.name}: ${error.message}`, cause: errorOf(error) };
}

/** In which way a result is no list of as many elements as the batch. */
function noList(value: unknown, count: number): string {
  const wanted = `a list of ${count} element${count === 1 ? "" : "s"}`;
  if (isListOfResults(value)) return `returned a list of ${value.length}, not ${wanted}`;
  if (value === undefined) return `returned nothing (undefined), not ${wanted}`;
  const got =
    value === null
      ? "null"
      : typeof value === "object"
        ? `an object (${Object.prototype.toString.call(value).slice(8, -1)})`
        : `a ${typeof value}`;
  return `returned ${got}, not ${wanted}`;
}
