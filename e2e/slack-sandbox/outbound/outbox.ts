import type { Settings } from "../settings.ts";
import type { App } from "../state.ts";
import { createHourLog } from "./hour-log.ts";
import type { Attempt, Bend, OutRequest } from "./out-request.ts";
import { type Posted, post } from "./post.ts";
import { signature } from "./signature.ts";

/** What the outbox needs of the sandbox. */
type Parts = {
  now: () => number;
  settings: () => Settings["events"];
  app: (id: string) => App | undefined;
  changed: () => void;
};

type Letter = Pick<
  OutRequest,
  "kind" | "type" | "appId" | "team" | "eventId" | "contentType" | "body" | "happenedAt"
>;

/** The requests to the apps: queued, signed, retried on Slack's schedule, and remembered. */
export type Outbox = ReturnType<typeof createOutbox>;

const KEPT = 5000;
const HOUR = 3_600_000;
const TOLERATED_FAILURES = 0.95;
const HOURS_OF_DELAYED_EVENTS = 24;
/** Wakes no more often than this, for a test's clock may stand still. */
const SHORTEST_SLEEP = 200;
const LONGEST_SLEEP = 60_000;

/** Makes an empty outbox. It works by itself as time passes; `run` does what is due now and waits for it. */
export function createOutbox(parts: Parts) {
  let requests: OutRequest[] = [];
  let nextId = 1;
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  const stopped = new AbortController();
  const results = createHourLog<"ok" | "failed">(parts.now);
  const told = createHourLog<number>(parts.now);

  const addressOf = (one: OutRequest, app: App) =>
    one.kind === "interaction" ? app.interactivityUrl : app.eventsUrl;

  async function attempt(one: OutRequest, bend: Bend, ordered: boolean): Promise<Posted> {
    const app = parts.app(one.appId);
    const url = app && addressOf(one, app);
    const timestamp = Math.floor(parts.now() / 1000) + (bend.timestampOffset ?? 0);
    const { retryNum = null, retryReason = null } = bend;
    const entry: Omit<Attempt, "status" | "outcome" | "answer"> = {
      at: new Date(parts.now()).toISOString(),
      timestamp,
      retryNum,
      retryReason,
      ordered,
    };
    const signed = signature(
      bend.signature === "wrong" ? "a secret of somebody else" : (app?.signingSecret ?? ""),
      timestamp,
      one.body,
    );
    const headers = {
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      accept: "*/*",
      "content-type": one.contentType,
      "x-slack-request-timestamp": String(timestamp),
      ...(bend.signature !== "missing" && { "x-slack-signature": signed }),
      ...(retryNum !== null && { "x-slack-retry-num": String(retryNum) }),
      ...(retryReason !== null && { "x-slack-retry-reason": retryReason }),
    };
    const posted: Posted = url
      ? await post({ url, headers, body: one.body }, parts.settings().timeoutMs, stopped.signal)
      : { status: null, text: "", noRetry: false, reason: "connection_failed" };
    one.attempts.push({
      ...entry,
      status: posted.status,
      outcome: posted.reason ?? "ok",
      answer: posted.text.slice(0, 500),
    });
    return posted;
  }

  /** The wait before the next retry, or null when there is none. */
  function delayAfter(one: OutRequest): number | null {
    const { retryDelaysMs, delayedEvents } = parts.settings();
    const retries = one.attempts.filter((tried) => !tried.ordered).length - 1;
    const delay = retryDelaysMs[retries];
    if (delay !== undefined) return delay;
    const hours = retries - retryDelaysMs.length;
    return delayedEvents && hours < HOURS_OF_DELAYED_EVENTS ? HOUR : null;
  }

  /** More than 95 % failures in an hour, unless the app gets few events. */
  function isTooBad(appId: string): boolean {
    const recent = results.recent(appId);
    if (recent.length < parts.settings().disableFrom) return false;
    return recent.filter((one) => one === "failed").length / recent.length > TOLERATED_FAILURES;
  }

  function judge(one: OutRequest, posted: Posted): void {
    const app = parts.app(one.appId);
    if (one.kind === "event") results.add(one.appId, posted.reason === null ? "ok" : "failed");
    const delay = posted.reason === null || posted.noRetry ? null : delayAfter(one);
    one.state = posted.reason === null ? "delivered" : delay === null ? "failed" : "waiting";
    one.dueAt = delay === null ? null : parts.now() + delay;
    if (app && isTooBad(one.appId)) {
      app.eventsDisabled = true;
      for (const other of requests) if (other.appId === app.id) drop(other);
      parts.changed();
    }
  }

  function drop(one: OutRequest): void {
    if (one.state !== "held" && one.state !== "waiting") return;
    one.state = "dropped";
    one.dueAt = null;
  }

  async function next(one: OutRequest): Promise<void> {
    const tried = one.attempts.filter((past) => !past.ordered);
    const reason = tried.at(-1)?.outcome;
    const retry = reason !== undefined && reason !== "ok" && { retryNum: tried.length, retryReason: reason };
    judge(one, await attempt(one, retry || {}, false));
  }

  async function work(all: boolean): Promise<void> {
    const waiting = () => requests.filter((one) => one.state === "waiting" && one.dueAt !== null);
    if (all) {
      for (const one of waiting()) if (!stopped.signal.aborted && one.state === "waiting") await next(one);
      return;
    }
    for (;;) {
      const due = waiting().filter((one) => (one.dueAt ?? 0) <= parts.now());
      const [first] = due.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
      if (first === undefined || stopped.signal.aborted) return;
      await next(first);
    }
  }

  function sleep(): void {
    if (timer !== null) clearTimeout(timer);
    const dues = requests.flatMap((one) =>
      one.state === "waiting" && one.dueAt !== null ? [one.dueAt] : [],
    );
    if (dues.length === 0 || stopped.signal.aborted) return;
    const wait = Math.min(Math.max(Math.min(...dues) - parts.now(), SHORTEST_SLEEP), LONGEST_SLEEP);
    timer = setTimeout(() => void run(), wait).unref();
  }

  /** Sends what is due, or makes every waiting request's next attempt at once; ends when they are answered. */
  function run(all = false): Promise<void> {
    working = working.then(() => work(all)).finally(sleep);
    return working;
  }

  function add(letter: Letter, state: "held" | "waiting"): OutRequest {
    const one: OutRequest = { ...letter, id: nextId, state, dueAt: null, attempts: [] };
    nextId += 1;
    requests.push(one);
    if (requests.length > KEPT) requests.splice(0, requests.length - KEPT);
    return one;
  }

  return {
    run,
    drop,
    /** Queues a request, which leaves at once unless the settings hold it. */
    enqueue(letter: Letter): OutRequest {
      const one = add(letter, parts.settings().hold ? "held" : "waiting");
      if (one.kind === "event") told.add(`${one.appId}|${one.team}`, one.id);
      if (one.state === "waiting") {
        one.dueAt = parts.now();
        setImmediate(() => void run());
      }
      return one;
    },
    /** Sends a request outside the queue and answers what came back; it is not retried. */
    async send(letter: Letter): Promise<Posted> {
      const one = add(letter, "waiting");
      const posted = await attempt(one, {}, false);
      one.state = posted.reason === null ? "delivered" : "failed";
      return posted;
    },
    /** Sends a known request once more, honest or bent, beside its schedule. */
    again: (one: OutRequest, bend: Bend): Promise<Posted> => attempt(one, bend, true),
    /** Lets held requests go, in the given order. */
    async release(ids: number[]): Promise<void> {
      const chosen = ids.flatMap((id) => requests.find((one) => one.id === id && one.state === "held") ?? []);
      requests = [...requests.filter((one) => !chosen.includes(one)), ...chosen];
      for (const one of chosen) {
        one.state = "waiting";
        one.dueAt = parts.now();
      }
      await run();
    },
    find: (id: number): OutRequest | undefined => requests.find((one) => one.id === id),
    list: (): OutRequest[] => [...requests],
    clear(): void {
      requests = [];
    },
    forgetFailures: (appId: string): boolean => results.forget(appId),
    /** How many events an app was told of a workspace in the last hour. */
    toldOf: (appId: string, team: string): number => told.recent(`${appId}|${team}`).length,
    close(): void {
      if (timer !== null) clearTimeout(timer);
      stopped.abort();
    },
  };
}
