import { type AllowEntry, parseAllowEntry } from "#server/egress/allow-list.ts";
import { type Deadline, startDeadline } from "#server/egress/deadline.ts";
import { type Connected, dial, secure } from "#server/egress/dial.ts";
import { type AnswerLimits, exchange } from "#server/egress/exchange.ts";
import { judgeHeaders } from "#server/egress/judge-headers.ts";
import { judgeAnswers, judgeUrl, type Policy, type Target } from "#server/egress/judge-url.ts";
import {
  type Allowed,
  type Failed,
  failed,
  type EgressOutcome,
  type Refused,
} from "#server/egress/outcome.ts";
import { machineAddresses } from "#server/egress/own-addresses.ts";
import { dialProxy, openTunnel, type ForwardProxy, parseProxy } from "#server/egress/proxy.ts";
import { type Resolver, resolveName, systemResolver } from "#server/egress/resolve.ts";

/** Milliseconds and bytes; what a request does not say for itself. */
export type EgressLimits = AnswerLimits & {
  /** The whole request, from looking up the name to the last byte of the answer. */
  timeoutMs: number;
  /** Each of: connecting to one address, the TLS handshake, the proxy's tunnel. */
  connectMs: number;
};

/** What a guarded client is made of. */
export type GuardedClientSettings = {
  /** The entries of EGRESS_ALLOW. */
  allow?: readonly string[];
  /** EGRESS_PROXY. */
  proxy?: string | undefined;
  resolver?: Resolver;
  /** The machine's own addresses, asked anew for each verdict; those of its network cards unless given. */
  ownAddresses?: () => readonly string[];
  /** Authorities to trust in place of the machine's, as PEM. */
  ca?: string;
  limits?: Partial<EgressLimits>;
};

/** One request. `headers` and `url` may be a user's: they are judged. */
export type GuardedRequest = {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  /** For the whole request. */
  timeoutMs?: number;
  /** A longer body is cut off there, and the answer says so. */
  maxResponseBytes?: number;
  signal?: AbortSignal;
};

/**
 * The only way out of the server to an address that a user can influence.
 *
 * Without a proxy the guarantee is: a connection is only ever opened to an address that was judged, all addresses
 * of the name were judged with it, and each request is judged anew on a connection of its own.
 * With EGRESS_PROXY it is less: schemes, ports, names and literal addresses are judged here as always, but names are
 * resolved by the proxy, so what a name leads to is the proxy's to guard. Everything goes through the proxy then.
 */
export type GuardedClient = {
  /** Sends one request and never throws for what the other side does. No redirect is followed. */
  request(request: GuardedRequest): Promise<EgressOutcome>;
  /** The verdict on an address as far as it can be seen without asking anybody; for when it is typed. */
  checkAddress(url: string): Allowed | Refused;
  /** The verdict on an address and on everything its name resolves to now; for when it is saved. */
  checkResolved(
    url: string,
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<Allowed | Refused | Failed>;
};

const DEFAULT_LIMITS: EgressLimits = {
  timeoutMs: 15_000,
  connectMs: 5_000,
  // Endpoints that work before they answer are bounded by the whole only.
  headersMs: Number.POSITIVE_INFINITY,
  bodyMs: 10_000,
  maxResponseBytes: 256 * 1024,
  maxHeaderBytes: 16 * 1024,
};

/**
 * Makes a guarded client.
 * @throws when `allow` or `proxy` cannot be read; server/env.ts has told the operator by then.
 */
export function createGuardedClient(settings: GuardedClientSettings = {}): GuardedClient {
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const proxy = settings.proxy === undefined ? null : readProxy(settings.proxy);
  const policy: Policy = {
    entries: (settings.allow ?? []).map(readEntry),
    proxied: proxy !== null,
    own: settings.ownAddresses ?? machineAddresses,
  };
  const way: Way = { proxy, policy, limits, ca: settings.ca, resolver: settings.resolver ?? systemResolver };

  return {
    request: async (request) => {
      const unfit = judgeHeaders(request.method, request.headers ?? {});
      if (unfit) return unfit;
      const target = judgeUrl(request.url, policy);
      if (target.kind === "refused") return target;
      return withDeadline(request.timeoutMs ?? limits.timeoutMs, request.signal, (deadline) =>
        send(way, target, request, deadline),
      );
    },
    checkAddress: (url) => {
      const target = judgeUrl(url, policy);
      return target.kind === "refused" ? target : allowed(target);
    },
    checkResolved: async (url, options = {}) => {
      const target = judgeUrl(url, policy);
      if (target.kind === "refused") return target;
      return withDeadline(options.timeoutMs ?? limits.connectMs, options.signal, async (deadline) => {
        const found = proxy ? [] : await addressesOf(way, target, deadline);
        return "kind" in found ? found : allowed(target);
      });
    },
  };
}

type Way = {
  proxy: ForwardProxy | null;
  policy: Policy;
  limits: EgressLimits;
  ca: string | undefined;
  resolver: Resolver;
};

async function send(
  way: Way,
  target: Target,
  request: GuardedRequest,
  deadline: Deadline,
): Promise<EgressOutcome> {
  const { limits, proxy } = way;
  const open = proxy
    ? await connectThroughProxy(way, proxy, target, deadline)
    : await connectDirectly(way, target, deadline);
  if (open.kind !== "connected") return open;
  // A proxy asked for a plain http address gets the whole URL, on what is still its own connection.
  const forwarding = proxy !== null && !target.secure ? proxy : null;
  const body = typeof request.body === "string" ? Buffer.from(request.body) : (request.body ?? null);
  const path = `${target.url.pathname}${target.url.search}`;
  const outcome = await exchange(
    open.socket,
    {
      method: request.method,
      path: forwarding ? `http://${hostHeaderOf(target)}${path}` : path,
      headers: { ...forwarding?.headers, ...headersFor(target, request, body) },
      body,
    },
    { ...limits, maxResponseBytes: request.maxResponseBytes ?? limits.maxResponseBytes },
    deadline,
  );
  const unauthorized = forwarding && outcome.kind === "answered" && outcome.status === 407;
  return unauthorized ? failed("before-write", "proxy-refused") : outcome;
}

async function connectDirectly(
  way: Way,
  target: Target,
  deadline: Deadline,
): Promise<Connected | Refused | Failed> {
  const { connectMs } = way.limits;
  const addresses = await addressesOf(way, target, deadline);
  if ("kind" in addresses) return addresses;
  const plain = await dial(addresses, target.port, connectMs, deadline);
  if (plain.kind === "failed" || !target.secure) return plain;
  return secure(plain.socket, { ...target, ca: way.ca }, connectMs, deadline);
}

async function connectThroughProxy(
  way: Way,
  proxy: ForwardProxy,
  target: Target,
  deadline: Deadline,
): Promise<Connected | Failed> {
  const { connectMs } = way.limits;
  const toProxy = await dialProxy(proxy, way.ca, connectMs, deadline);
  if (toProxy.kind === "failed" || !target.secure) return toProxy;
  const authority = `${bracketed(target)}:${target.port}`;
  const tunnel = await openTunnel(toProxy.socket, proxy, authority, connectMs, deadline);
  if (tunnel.kind === "failed") return tunnel;
  return secure(tunnel.socket, { ...target, ca: way.ca }, connectMs, deadline);
}

// The one list that is both judged and dialled.
async function addressesOf(
  way: Way,
  target: Target,
  deadline: Deadline,
): Promise<readonly string[] | Refused | Failed> {
  if (target.isAddress) return [target.host];
  const answers = await resolveName(target.host, way.resolver, deadline);
  return "kind" in answers ? answers : (judgeAnswers(target, answers, way.policy) ?? answers);
}

function headersFor(
  target: Target,
  request: GuardedRequest,
  body: Uint8Array | null,
): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const hasBody = body !== null || !["GET", "HEAD", "OPTIONS"].includes(request.method);
  return {
    host: hostHeaderOf(target),
    "user-agent": "Bellwire",
    accept: "*/*",
    ...given,
    connection: "close",
    // Nothing is ever decompressed here: a bomb stays the few bytes it is.
    "accept-encoding": "identity",
    ...(hasBody ? { "content-length": String(body?.byteLength ?? 0) } : {}),
  };
}

function hostHeaderOf(target: Target): string {
  return target.url.port === "" ? bracketed(target) : `${bracketed(target)}:${target.port}`;
}

function bracketed({ host }: Target): string {
  return host.includes(":") ? `[${host}]` : host;
}

function allowed(target: Target): Allowed {
  return { kind: "allowed", url: target.url.href };
}

async function withDeadline<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(ms, signal);
  try {
    return await work(deadline);
  } finally {
    deadline.close();
  }
}

function readEntry(text: string): AllowEntry {
  const entry = parseAllowEntry(text);
  if (!entry) throw new Error("An entry of EGRESS_ALLOW cannot be read.");
  return entry;
}

function readProxy(text: string): ForwardProxy {
  const proxy = parseProxy(text);
  if (!proxy) throw new Error("EGRESS_PROXY cannot be read.");
  return proxy;
}
