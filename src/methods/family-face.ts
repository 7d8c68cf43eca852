/** All of the families that an instance's face shows, and what methods do with columns. Loaded when one of them is first used. */
import type { Instance } from "../instance/instance";
import { familyOn, familyOnSync } from "./families";
import { seriesRequests } from "./series";
import { statsRequests } from "./stats";

export { explainColumns } from "./columns/explain";
export { compiledColumnsRequest, evaluateColumnsRequest, mapColumnsRequest, namedOver } from "./columns/map";
export { reduceColumnsRequest } from "./columns/reduce";
export { explainFamilyOn, isOfFamily } from "./explain-family";

export function familiesOn(instance: () => Instance) {
  return {
    stats: familyOn(instance, "stats", statsRequests),
    series: familyOn(instance, "series", seriesRequests),
    sync: {
      stats: familyOnSync(instance, "stats", statsRequests),
      series: familyOnSync(instance, "series", seriesRequests),
    },
  };
}
