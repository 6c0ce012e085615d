import ipaddr from "ipaddr.js";

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * An address or network in its one spelling: `10.1.2.3/8` is `10.0.0.0/8`, IPv4 in IPv6 clothes is IPv4, and a single
 * address has no prefix. Null for what is neither.
 */
export function normaliseNetwork(text: string): string | null {
  const network = parseNetwork(text.trim());
  if (!network) return null;
  const [base, prefix] = network;
  const whole = base.kind() === "ipv4" ? 32 : 128;
  const cidr = `${base.toString()}/${prefix}`;
  if (prefix === whole) return base.toString();
  const first =
    base.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
      : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${first.toString()}/${prefix}`;
}

/** Whether an address may pass: any where no network is named, else one that lies in one of them. */
export function networksAllow(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const client = parseNetwork(address);
  if (!client) return false;
  const [ip] = client;
  return networks.some((one) => {
    const network = parseNetwork(one);
    return network !== null && network[0].kind() === ip.kind() && ip.match(network[0], network[1]);
  });
}

function parseNetwork(text: string): Network | null {
  const [address = "", prefixText, ...rest] = text.split("/");
  if (rest.length > 0 || address.includes("%")) return null;
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return null;
  const parsed = ipaddr.parse(address);
  const bits = parsed.kind() === "ipv4" ? 32 : 128;
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return null;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return null;
  // Clients that come as ::ffff:10.0.0.1 are told apart as 10.0.0.1 (server/client-address.ts).
  const v4 = ipaddr.process(address);
  if (v4.kind() === parsed.kind()) return [parsed, prefix];
  return prefix >= 96 ? [v4, prefix - 96] : null;
}
