/** Requests for methods that take columns beside arrays: what is for columns alone is loaded when some are given. */
import { evaluateRequest, mapRequest, reduceRequest, type Request, requestFor, type RequestMaker } from "../../call/request";
import type { Compiled } from "../../call/compiled";
import type { Instance } from "../../instance/instance";
import { hasColumnIn, hasColumns, isColumnar } from "./has-columns";

/** The late file of columns. */
export interface ColumnRequests {
  mapColumnsRequest(instance: Instance, method: string, source: unknown, args: unknown[], sync: boolean): Request;
  evaluateColumnsRequest(instance: Instance, method: string, source: unknown, args: unknown[], sync: boolean): Request;
  reduceColumnsRequest(instance: Instance, method: string, reduction: unknown, args: unknown[], sync: boolean): Request;
  compiledColumnsRequest(instance: Instance, where: string, compiled: Compiled, args: unknown[], sync: boolean): Request;
  mapOver(instance: Instance, request: Request): Request;
  reduceOver(instance: Instance, request: Request): Request;
}

export interface RequestMakers {
  map: RequestMaker<unknown>;
  evaluate: RequestMaker<unknown>;
  reduce: RequestMaker<unknown>;
  compiled: RequestMaker<Compiled>;
}

export function makersOf(instance: () => Instance, columns: () => ColumnRequests): RequestMakers {
  return {
    map: (method, source, args, sync) =>
      hasColumns(args) ? columns().mapColumnsRequest(instance(), method, source, args, sync) : mapRequest(method, source, args, sync),
    evaluate(method, source, args, sync) {
      if (isColumnar(args[0])) return columns().evaluateColumnsRequest(instance(), method, source, args, sync);
      let request: Request;
      try {
        request = evaluateRequest(method, source, args, sync);
      } catch (error) {
        // It may be what only formulas over columns know. Getters are called by evaluateRequest alone: once, as ever.
        if (hasColumnIn(args[0])) return columns().evaluateColumnsRequest(instance(), method, source, args, sync);
        throw error;
      }
      return hasColumns(request.values) ? columns().mapOver(instance(), request) : request;
    },
    reduce(method, reduction, args, sync) {
      if (hasColumns(args)) return columns().reduceColumnsRequest(instance(), method, reduction, args, sync);
      const request = reduceRequest(method, reduction, args, sync);
      return hasColumns(request.values) ? columns().reduceOver(instance(), request) : request;
    },
    compiled(where, compiled, args, sync) {
      if (hasColumns(args)) return columns().compiledColumnsRequest(instance(), where, compiled, args, sync);
      return requestFor(where, compiled, args, sync);
    },
  };
}
