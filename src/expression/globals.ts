/** Which names are globals wherever a function may run. */
import { mainRealm } from "../realm";

/** What Node makes as ordinary properties, which is else how programs make globals of their own. */
const NODES_OWN = new Set(
  (
    "global clearImmediate clearInterval clearTimeout setImmediate setInterval setTimeout queueMicrotask structuredClone atob btoa " +
    "performance fetch crypto navigator console process Buffer URL URLSearchParams TextEncoder TextDecoder Headers Request Response " +
    "FormData Blob AbortController AbortSignal Event EventTarget MessageChannel MessagePort BroadcastChannel"
  ).split(" "),
);

/**
 * Whether threads have it too: a global of the process's main realm (not of a test runner's: no window, no expect), unless the program
 * made it, which only its own thread knows.
 */
export function isGlobal(name: string): boolean {
  if (name === "arguments") return true;
  const main = mainRealm();
  if (!(name in main)) return false;
  const own = Object.getOwnPropertyDescriptor(main, name);
  if (!own) return false; // of Object.prototype: toString
  return NODES_OWN.has(name) || own.get !== undefined || own.enumerable === false;
}
