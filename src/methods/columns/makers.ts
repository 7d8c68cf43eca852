/** Requests for methods that take columns beside arrays: what is for columns alone is loaded when some are given. */
import type { Compiled } from "../../call/compiled";
import type { Reducing } from "../../call/reductions";
import { evaluateRequest, mapRequest, reduceRequest, type Request, requestFor, type RequestMaker } from "../../call/request";
import { hasColumnIn, hasColumns, isColumnar } from "./has-columns";
import type { ColumnHost } from "./host";

type MakerOf<Source> = (host: ColumnHost, method: string, source: Source, args: unknown[], sync: boolean, reducing?: Reducing) => Request;

/** The late file of columns. */
export interface ColumnRequests {
  mapColumnsRequest: MakerOf<unknown>;
  evaluateColumnsRequest: MakerOf<unknown>;
  reduceColumnsRequest: MakerOf<unknown>;
  compiledColumnsRequest: MakerOf<Compiled>;
  namedOver(host: ColumnHost, source: unknown, request: Request, method: string): Request;
}

export interface RequestMakers {
  /** Needed from the first column on. What has names may have a getter that makes it: the others are needed always. */
  readonly map: RequestMaker<unknown>;
  readonly evaluate: RequestMaker<unknown>;
  readonly reduce: RequestMaker<unknown>;
  readonly compiled: RequestMaker<Compiled>;
}

export function makersOf(host: () => ColumnHost, columns: () => ColumnRequests): RequestMakers {
  const map: RequestMaker<unknown> = (method, source, args, sync) => {
    if (hasColumns(args)) return columns().mapColumnsRequest(host(), method, source, args, sync);
    return mapRequest(method, source, args, sync);
  };
  const evaluate: RequestMaker<unknown> = (method, source, args, sync) => {
    if (isColumnar(args[0])) return columns().evaluateColumnsRequest(host(), method, source, args, sync);
    let request: Request;
    try {
      request = evaluateRequest(method, source, args, sync);
    } catch (error) {
      // It may be what only formulas over columns know. Getters have not been called yet.
      if (hasColumnIn(args[0])) return columns().evaluateColumnsRequest(host(), method, source, args, sync);
      throw error;
    }
    return hasColumns(request.values) ? columns().namedOver(host(), source, request, method) : request;
  };
  const reduce: RequestMaker<unknown> = (method, reduction, args, sync) => {
    if (hasColumns(args)) return columns().reduceColumnsRequest(host(), method, reduction, args, sync);
    let request: Request;
    try {
      request = reduceRequest(method, reduction, args, sync);
    } catch (error) {
      if (hasColumnIn(args[1])) return columns().reduceColumnsRequest(host(), method, reduction, args, sync);
      throw error;
    }
    return hasColumns(request.values) ? columns().namedOver(host(), args[0], request, method) : request;
  };
  const compiled: RequestMaker<Compiled> = (where, source, args, sync) => {
    if (hasColumns(args)) return columns().compiledColumnsRequest(host(), where, source, args, sync);
    if (source.refusal) throw source.refusal;
    return requestFor(where, source, args, sync);
  };
  return { map, evaluate, reduce, compiled };
}
