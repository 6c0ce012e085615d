import { isIP } from "node:net";
import {
  type AllowEntry,
  coversAddress,
  coversName,
  isStandardPort,
  someNetworkAt,
} from "#server/egress/allow-list.ts";
import { isHostName, isPublicName } from "#server/egress/host-name.ts";
import { judgeAddress } from "#server/egress/judge-address.ts";
import type { Refused } from "#server/egress/outcome.ts";
import { isAmong } from "#server/egress/own-addresses.ts";
import { refused } from "#server/egress/rules.ts";

const MAX_URL_LENGTH = 8192;

/** What the operator's settings say; `proxied`: names are resolved by the proxy, so addresses are never seen here. */
export type Policy = {
  entries: readonly AllowEntry[];
  proxied: boolean;
  /** The machine's own addresses: from here they lead past every firewall, also where they are public. */
  own: () => readonly string[];
};

/** Where a request goes, from a URL that no rule on URLs stands against. */
export type Target = {
  kind: "target";
  url: URL;
  /** A name in ASCII without its trailing dot, or an address without brackets. */
  host: string;
  isAddress: boolean;
  port: number;
  secure: boolean;
};

/**
 * The verdict on a URL as typed, without asking anybody: its form, scheme, host and port, and the address where the
 * host is one. A name that passes must still have its addresses judged (`judgeAnswers`).
 */
export function judgeUrl(text: string, policy: Policy): Target | Refused {
  if (text.length > MAX_URL_LENGTH) return refused("url-too-long");
  // The URL parser drops line breaks, turns backslashes into slashes and guesses missing ones; other readers of
  // the same text do not. Only what every reader takes for the same address goes on.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f-\u00a0\\]/.test(text)) return refused("url-malformed");
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return refused("scheme-not-allowed");
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return refused("url-malformed");
  if (authority.includes("@")) return refused("credentials-in-url");
  if (/^\[[^\]]*%/.test(authority)) return refused("address-zoned", authority);
  if (!URL.canParse(text)) return refused("url-malformed");
  const target = targetOf(new URL(text));
  const { host } = target;
  return (
    (target.isAddress ? judgeLiteral(target, policy) : judgeName(target, policy)) ??
    (isPlain(authority, host) ? target : refused("host-encoded", host))
  );
}

/** The verdict on all addresses the resolver gave for a target's name: one bad one among them refuses it. */
export function judgeAnswers(target: Target, answers: readonly string[], policy: Policy): Refused | null {
  const { entries } = policy;
  const { host, port } = target;
  const named = coversName(entries, host, port);
  const own = policy.own();
  for (const answer of answers) {
    const rule = judgeAddress(answer, { entries, port, named });
    if (rule) return refused(rule, host);
    if (!named && isAmong(own, answer) && !coversAddress(entries, answer, port)) {
      return refused("address-loopback", host);
    }
    if (!isStandardPort(port) && !named && !coversAddress(entries, answer, port)) {
      return refused("port-not-allowed", String(port));
    }
  }
  return null;
}

function judgeLiteral(target: Target, policy: Policy): Refused | null {
  return judgeAnswers(target, [target.host], policy);
}

function judgeName({ host, port }: Target, { entries, proxied }: Policy): Refused | null {
  if (!isHostName(host)) return refused("host-malformed", host);
  if (coversName(entries, host, port)) return null;
  if (!isPublicName(host)) return refused("host-not-public", host);
  // Where some network is allowed at just this port, the name's addresses decide; a proxy never shows them.
  if (isStandardPort(port) || (!proxied && someNetworkAt(entries, port))) return null;
  return refused("port-not-allowed", String(port));
}

function targetOf(url: URL): Target {
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return { kind: "target", url, host, isAddress: isIP(host) !== 0, port, secure };
}

// What was typed may differ from what is called in case, a trailing dot and the alphabet (IDN), and for IPv6 in how
// zeros are written. Octal, percent-encoded and full-width hosts are nobody's honest spelling.
function isPlain(authority: string, host: string): boolean {
  const typed = authority.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return typed === host || typed.startsWith("[") || (!typed.includes("%") && /(?:^|\.)xn--/.test(host));
}
