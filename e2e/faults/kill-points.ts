import pg from "pg";
import type { Point } from "./orders.ts";

type Armed = { point: Point; time: number; action: "SIGKILL" | "SIGSTOP" };
type Step = "outbox" | "events" | "record";

/** What a statement is part of; a text that no pattern fits any more is noticed, for its point is never reached. */
const steps: readonly [RegExp, Step][] = [
  [/^\s*insert into ("public"\.)?"Outbox"/i, "outbox"],
  [/^\s*insert into ("public"\.)?"Event"/i, "events"],
  [/^\s*update ("public"\.)?"Delivery"[\s\S]*"deliveredAt" = /i, "record"],
];
const before: Partial<Record<Step, Point>> = { events: "sequencing", record: "recording" };
const after: Record<Step, Point> = { outbox: "accepted", events: "sequenced", record: "recorded" };
const claim = /update "Lane"[^;]*set "leaseToken" = \$1/i;

/**
 * Watches this process's statements and its posts to Slack from outside, and ends or freezes it at a point that was
 * armed. Call it before anything connects.
 */
export function installKillPoints(on: { claimed(token: string): void; reached(): void }): {
  arm(next: Armed): void;
} {
  let armed: Armed | null = null;
  const comeBy = (point: Point) => {
    if (armed?.point !== point) return;
    armed.time -= 1;
    if (armed.time > 0) return;
    const { action } = armed;
    armed = null;
    on.reached();
    process.kill(process.pid, action);
  };
  watchStatements(comeBy, on.claimed);
  watchPosts(comeBy);
  return {
    arm: (next) => {
      armed = next;
    },
  };
}

function watchStatements(comeBy: (point: Point) => void, onClaimed: (token: string) => void): void {
  const inTransaction = new WeakMap<object, Set<Step>>();
  const begin = (client: object, text: string): { done(rows: number, values: unknown): void } => {
    const seen = inTransaction.get(client) ?? new Set();
    inTransaction.set(client, seen);
    if (/^\s*(begin|rollback)/i.test(text)) seen.clear();
    for (const [pattern, step] of steps) if (pattern.test(text)) seen.add(step);
    const commits = /^\s*commit/i.test(text) ? [...seen] : [];
    for (const step of commits) {
      const point = before[step];
      if (point) comeBy(point);
    }
    return {
      done(rows, values) {
        for (const step of commits) comeBy(after[step]);
        if (commits.length > 0) seen.clear();
        if (rows > 0 && claim.test(text)) {
          for (const token of tokensIn(values)) onClaimed(token);
          comeBy("claimed");
        }
      },
    };
  };

  const original = pg.Client.prototype.query;
  // Both forms of `query`: a promise, and the callback that pools use.
  const watched = function (this: object, ...args: unknown[]): unknown {
    const [config] = args;
    const given = typeof config === "object" && config !== null ? config : {};
    const text = typeof config === "string" ? config : "text" in given ? String(given.text) : "";
    const values = "values" in given ? given.values : args[1];
    const statement = begin(this, text);
    const callback = args.at(-1);
    if (typeof callback === "function") {
      const wrapped = (error: unknown, result: unknown) => {
        if (!error) statement.done(rowsOf(result), values);
        callback(error, result);
      };
      return Reflect.apply(original, this, [...args.slice(0, -1), wrapped]);
    }
    const answer: unknown = Reflect.apply(original, this, args);
    if (!(answer instanceof Promise)) return answer;
    return answer.then((result: unknown) => {
      statement.done(rowsOf(result), values);
      return result;
    });
  };
  Object.assign(pg.Client.prototype, { query: watched });
}

function rowsOf(result: unknown): number {
  if (typeof result !== "object" || result === null || !("rows" in result)) return 0;
  return Array.isArray(result.rows) ? result.rows.length : 0;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}$/;

/** The lease's token is the one random UUID of a claim; the others are of version 7. */
function tokensIn(values: unknown): string[] {
  if (!Array.isArray(values)) return [];
  return values.filter((value) => typeof value === "string" && uuid.test(value));
}

function watchPosts(comeBy: (point: Point) => void): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const posts = String(input instanceof Request ? input.url : input).endsWith("/chat.postMessage");
    if (posts) comeBy("leaving");
    const response = await original(input, init);
    if (posts) comeBy("sent");
    return response;
  };
}
