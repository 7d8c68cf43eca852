/** Paths as callers give them. */
import { isRevoked } from "../typed-array";

/** A URL may be one of another realm (a test's), as for node:fs. */
export function isPath(given: unknown): given is string | URL {
  if (typeof given !== "object" || given === null) return typeof given === "string";
  return !isRevoked(given) && "href" in given && "protocol" in given;
}
