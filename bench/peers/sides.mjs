/** Peers as sides of the comparison, which goes on without those that are lost. */
import { openPeer } from "./child.mjs";
import { PEERS } from "./peers.mjs";

export async function openPeers(progress, peers = PEERS) {
  const sides = [];
  for (const { name, single, start } of peers) {
    progress(`peers: starting ${name}`);
    const peer = await openPeer({ start });
    sides.push({ name, single, ...peer, async: true, timesItself: true, run: (operation) => peer.milliseconds(operation) });
  }
  return sides;
}

export function present(sides) {
  return sides.filter((side) => side.skipped === undefined);
}

/** A peer whose process ended, or hangs, is skipped from there on: what it was asked for is then 0, which nobody reads. */
export async function unlessLost(side, action) {
  try {
    return await action();
  } catch (error) {
    if (!side.timesItself) throw error;
    side.skipped ??= `lost: ${error.message}`;
    return 0;
  }
}
