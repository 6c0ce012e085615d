import ipaddr from "ipaddr.js";

/**
 * The client's true address. The socket's peer counts, unless it is one of `trustedProxies`: then the nearest
 * address in X-Forwarded-For, read from the right, that is not itself a trusted proxy.
 * What a client writes into the header left of that is never believed.
 */
export function clientAddress(
  socketAddress: string | undefined,
  xForwardedFor: string | string[] | undefined,
  trustedProxies: readonly string[],
): string {
  const networks = trustedProxies.map(parseNetwork);
  const isTrusted = (address: string) => networks.some((network) => contains(network, address));
  let client = normalise(socketAddress ?? "") ?? "";
  const hops = [xForwardedFor ?? []].flat().join(",").split(",").reverse();
  for (const hop of hops) {
    if (client === "" || !isTrusted(client)) break;
    const next = normalise(hop.trim());
    // A trusted proxy wrote something that is no address: nothing left of it can be believed either.
    if (next === null) break;
    client = next;
  }
  return client;
}

/** Whether the peer of a socket is a proxy whose forwarding headers count. */
export function isTrustedProxy(
  socketAddress: string | undefined,
  trustedProxies: readonly string[],
): boolean {
  const peer = normalise(socketAddress ?? "");
  return peer !== null && trustedProxies.map(parseNetwork).some((network) => contains(network, peer));
}

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address, all of which one host may use. */
export function networkOf(address: string): string {
  const plain = normalise(address);
  if (plain === null) return address;
  const parsed = ipaddr.parse(plain);
  if (parsed.kind() === "ipv4") return plain;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${plain}/64`)}/64`;
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parseNetwork(entry: string): Network {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const address = ipaddr.process(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function contains([base, prefix]: Network, address: string): boolean {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === base.kind() && parsed.match(base, prefix);
}

// IPv4 in IPv6 clothes (::ffff:…) is the IPv4 address; ports, brackets and zones, as some proxies add, are cut.
function normalise(text: string): string | null {
  const bare = text.replace(/^\[([^\]]+)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  const address = bare.replace(/%.*$/, "");
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return null;
  return ipaddr.process(address).toString();
}
