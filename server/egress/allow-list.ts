import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { contains } from "#server/egress/network.ts";
import { isHostName } from "#server/egress/host-name.ts";
import type { Network } from "#server/egress/special-ranges.ts";

/** The ports anybody may call. */
const STANDARD_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/** One entry of EGRESS_ALLOW. Without a port it holds for the standard ports, with one for that port alone. */
export type AllowEntry = { port: number | null } & ({ name: string } | { network: Network });

/**
 * Reads one entry: `name`, `address` or `network/prefix`, each with `:port` if wanted (IPv6 then in brackets).
 * Null if it is none of these.
 */
export function parseAllowEntry(text: string): AllowEntry | null {
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^[\]]+?))(?::(\d{1,5}))?$/.exec(text) ?? [];
  // An IPv6 address without brackets has no port: its last group looks like one.
  const bare = bracketed === undefined && text.split(":").length > 2;
  const host = bare ? text : (bracketed ?? plain ?? "");
  const port = bare || portText === undefined ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const network = parseNetwork(host);
  if (network) return bracketed && network[0].kind() === "ipv4" ? null : { port, network };
  // domainToASCII reads a URL's host: it would drop a path and whatever follows.
  if (/[^\p{L}\p{M}\p{N}._-]/u.test(host)) return null;
  const name = domainToASCII(host).replace(/\.$/, "");
  return bracketed === undefined && isHostName(name) ? { port, name } : null;
}

/** Whether anybody may call this port. */
export function isStandardPort(port: number): boolean {
  return STANDARD_PORTS.has(port);
}

/** Whether the operator allows this name at this port. */
export function coversName(entries: readonly AllowEntry[], name: string, port: number): boolean {
  return entries.some((entry) => "name" in entry && entry.name === name && coversPort(entry, port));
}

/** Whether the operator allows this (valid) address at this port. */
export function coversAddress(entries: readonly AllowEntry[], address: string, port: number): boolean {
  const parsed = ipaddr.parse(address);
  return entries.some(
    (entry) => "network" in entry && contains(entry.network, parsed) && coversPort(entry, port),
  );
}

/** Whether some network is allowed at just this port, so that a name may be allowed once its addresses are known. */
export function someNetworkAt(entries: readonly AllowEntry[], port: number): boolean {
  return entries.some((entry) => "network" in entry && entry.port === port);
}

function coversPort(entry: AllowEntry, port: number): boolean {
  return entry.port === null ? isStandardPort(port) : entry.port === port;
}

function parseNetwork(text: string): Network | null {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) return null;
  const bits = family === 4 ? 32 : 128;
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits)) return null;
  return [ipaddr.parse(address), prefix === undefined ? bits : Number(prefix)];
}
