import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { type AllowEntry, coversAddress } from "#server/egress/allow-list.ts";
import { contains } from "#server/egress/network.ts";
import { type AddressRule, GLOBAL_UNICAST_V6, SPECIAL_RANGES } from "#server/egress/special-ranges.ts";

// Naming a host says "though private". It never says "the metadata service": whoever runs that name's DNS could
// point it there. Those need the network itself in EGRESS_ALLOW.
const OPENED_BY_NAME: ReadonlySet<AddressRule> = new Set([
  "address-loopback",
  "address-private",
  "address-shared",
]);

/** What the operator has allowed that bears on one address. */
export type AddressAllowance = {
  entries: readonly AllowEntry[];
  port: number;
  /** The host it belongs to is itself in EGRESS_ALLOW, for this port. */
  named: boolean;
};

/**
 * The rule that stands against an address, as a URL or the resolver gave it; null for global unicast and for what
 * the operator allowed. An IPv4 address within an allowed IPv6 one must be allowed itself.
 */
export function judgeAddress(text: string, allowance: AddressAllowance): AddressRule | null {
  if (text.includes("%")) return "address-zoned";
  if (isIP(text) === 0) return "address-malformed";
  const address = ipaddr.parse(text);
  const rule = specialRuleOf(address);
  if (rule === null) return null;
  if (allowance.named && OPENED_BY_NAME.has(rule)) return null;
  if (!coversAddress(allowance.entries, text, allowance.port)) return rule;
  const inner = rule === "address-embedded" ? embeddedIn(address) : null;
  return inner === null ? null : judgeAddress(inner, { ...allowance, named: false });
}

function specialRuleOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressRule | null {
  const special = SPECIAL_RANGES.find(([, network]) => contains(network, address));
  if (special) return special[0];
  return address.kind() === "ipv4" || contains(GLOBAL_UNICAST_V6, address) ? null : "address-reserved";
}

// 6to4 carries the IPv4 address after its prefix, Teredo the client's inverted at the end, the others at the end.
function embeddedIn(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const bytes = address.toByteArray();
  if (bytes[0] === 0x20 && bytes[1] === 0x02) return bytes.slice(2, 6).join(".");
  const end = bytes.slice(12);
  return (bytes[0] === 0x20 ? end.map((byte) => byte ^ 0xff) : end).join(".");
}
