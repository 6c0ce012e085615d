import type { Target, Trouble } from "#server/destinations/destination-kind.ts";
import { destinationKinds } from "#server/destinations/registry.ts";

export type { Trouble };

/** Why nothing is sent to a destination at the moment, or null when nothing stands in the way. */
export function brokenSentence(target: Target): Trouble | null {
  if (target.deletedAt || !target.enabled) return null;
  const kind = destinationKinds[target.kind];
  const blocked = kind.blocked(target);
  if (blocked) return { ...blocked, standing: true };
  const code = target.integration?.brokenCode ?? target.brokenCode;
  return code ? kind.explain(target, code) : null;
}
