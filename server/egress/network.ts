import type ipaddr from "ipaddr.js";
import type { Network } from "#server/egress/special-ranges.ts";

/** Whether an address lies in a network; of the other family never. */
export function contains([base, prefix]: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === base.kind() && address.match(base, prefix);
}
