/** The host that the package needs: every door imports this file first, so that an older one is refused before anything else can fail. */
import { UnsupportedHost } from "../../errors";

/** Why this host cannot run the package, in one line; undefined where it can. */
export function hostMissing(): string | undefined {
  const host = globalThis as { process?: { getBuiltinModule?: unknown; version?: string } };
  // The versions that `engines` names are those that have getBuiltinModule; Bun and Deno have it too.
  if (typeof host.process?.getBuiltinModule === "function") return undefined;
  return `autoflux needs Node 20.16 or 22.3 or later, this is ${host.process?.version ?? "no Node"}`;
}

const missing = hostMissing();
if (missing !== undefined) throw new UnsupportedHost(missing);
