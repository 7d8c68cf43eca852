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
  map: RequestMaker<unknown>;
  evaluate: RequestMaker<unknown>;
  reduce: RequestMaker<unknown>;
  compiled: RequestMaker<Compiled>;
}

export function makersOf(host: () => ColumnHost, columns: () => ColumnRequests): RequestMakers {
  return {
    map(method, source, args, sync) {
      if (hasColumns(args)) return columns().mapColumnsRequest(host(), method, source, args, sync);
      return mapRequest(method, source, args, sync);
    },
    evaluate(method, source, args, sync) {
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
    },
    reduce(method, reduction, args, sync) {
      if (hasColumns(args)) return columns().reduceColumnsRequest(host(), method, reduction, args, sync);
      let request: Request;
      try {
        request = reduceRequest(method, reduction, args, sync);
      } catch (error) {
        if (hasColumnIn(args[1])) return columns().reduceColumnsRequest(host(), method, reduction, args, sync);
        throw error;
      }
      return hasColumns(request.values) ? columns().namedOver(host(), args[0], request, method) : request;
    },
    compiled(where, compiled, args, sync) {
      if (hasColumns(args)) return columns().compiledColumnsRequest(host(), where, compiled, args, sync);
      if (compiled.refusal) throw compiled.refusal;
      return requestFor(where, compiled, args, sync);
    },
  };
}
