import ipaddr from "ipaddr.js";
import type { EgressRule } from "#server/egress/rules.ts";

/** The rules that stand against an address because of the network it is in. */
export type AddressRule = Extract<EgressRule, `address-${string}`>;

/** One network, parsed. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

// Every block of IANA's two special-purpose address registries, also those marked globally reachable (AS112, AMT:
// anycast helpers nobody delivers to), with multicast, and what clouds put on addresses of their own.
// Written out rather than taken from ipaddr.js's `range()`, which lacks ::/96 and calls the rest unicast.
const RANGES: ReadonlyArray<readonly [AddressRule, readonly string[]]> = [
  [
    "address-metadata",
    [
      "169.254.169.254/32", // AWS, Google, Azure and most others
      "169.254.170.2/32", // AWS ECS credentials
      "169.254.170.23/32", // AWS EKS credentials
      "100.100.100.200/32", // Alibaba
      "168.63.129.16/32", // Azure's host agent, on a public address
      "192.0.0.192/32", // Oracle
      "fd00:ec2::254/128", // AWS
      "fd00:ec2::23/128", // AWS EKS credentials
      "fd20:ce::254/128", // Google
    ],
  ],
  ["address-broadcast", ["255.255.255.255/32"]],
  ["address-unspecified", ["0.0.0.0/8", "::/128"]],
  ["address-loopback", ["127.0.0.0/8", "::1/128"]],
  ["address-private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"]],
  ["address-shared", ["100.64.0.0/10"]],
  ["address-link-local", ["169.254.0.0/16", "fe80::/10"]],
  ["address-multicast", ["224.0.0.0/4", "ff00::/8"]],
  [
    "address-documentation",
    ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  ],
  ["address-benchmarking", ["198.18.0.0/15", "2001:2::/48"]],
  [
    "address-embedded",
    [
      "::/96", // IPv4-compatible, deprecated
      "::ffff:0:0/96", // IPv4-mapped
      "::ffff:0:0:0/96", // IPv4-translated, RFC 2765
      "64:ff9b::/96", // NAT64
      "64:ff9b:1::/48", // NAT64, local
      "2001::/32", // Teredo
      "2002::/16", // 6to4
    ],
  ],
  [
    "address-reserved",
    [
      "192.0.0.0/24", // protocol assignments
      "192.31.196.0/24", // AS112
      "192.52.193.0/24", // AMT
      "192.88.99.0/24", // 6to4 relay, deprecated
      "192.175.48.0/24", // AS112
      "240.0.0.0/4",
      "100::/64", // discard only
      "100:0:0:1::/64", // dummy prefix
      "2001::/23", // protocol assignments: ORCHID, drone ids, AMT, AS112
      "2620:4f:8000::/48", // AS112
      "5f00::/16", // segment routing
    ],
  ],
];

/** Networks no request goes to unless the operator says so, first match decides. */
export const SPECIAL_RANGES: ReadonlyArray<readonly [AddressRule, Network]> = RANGES.flatMap(
  ([rule, networks]) =>
    networks.map((network): readonly [AddressRule, Network] => [rule, ipaddr.parseCIDR(network)]),
);

/** All that IANA gives out for IPv6 unicast; every other IPv6 address is reserved. RFC 4291, section 2.4. */
export const GLOBAL_UNICAST_V6: Network = ipaddr.parseCIDR("2000::/3");
