/** So many requests in so many seconds. The name stands in the RateLimit headers. */
export type Limit = { name: string; requests: number; seconds: number };
/** What is counted where it is not requests, and what to do instead of waiting. */
export type CountedLimit = Limit & { counted?: string; instead?: string };

/** How much of the API anybody may use, decided here and nowhere else. */
export const limits = {
  /** For each person and each machine identity. */
  actor: { name: "actor", requests: 600, seconds: 60 },
  /** For each address, where nobody is signed in: the reference, and tokens that do not count. */
  anonymous: { name: "anonymous", requests: 120, seconds: 60 },
  /** For each address, besides the lockout that wrong client secrets lead to. */
  login: { name: "login", requests: 60, seconds: 60 },
} as const satisfies Record<string, Limit>;
export type LimitKind = keyof typeof limits;
export type Limits = Record<LimitKind, Limit>;

/**
 * How many calls our own pages may make; a request holds several. A page that follows what happens asks for a handful of
 * things every 2 s while it is seen, so that many tabs are far from the limit.
 */
export const pageLimits = {
  query: { name: "page-query", requests: 2_400, seconds: 60, counted: "questions of pages" },
  mutation: { name: "page-change", requests: 600, seconds: 60, counted: "changes" },
  /** For each address where nobody is signed in. */
  anonymousQuery: { name: "page-query-anonymous", requests: 600, seconds: 60, counted: "questions of pages" },
  anonymousMutation: { name: "page-change-anonymous", requests: 120, seconds: 60, counted: "changes" },
} as const satisfies Record<string, CountedLimit>;
export type PageLimits = Record<keyof typeof pageLimits, CountedLimit>;

/** The least that an idempotent write is remembered, in milliseconds. */
export const idempotencyKeptMs = 24 * 60 * 60_000;
/** How many of them, for each caller. */
export const idempotencyLimit: CountedLimit = {
  name: "idempotency",
  requests: 10_000,
  seconds: idempotencyKeptMs / 1_000,
  counted: "writes with an Idempotency-Key",
  instead: "send it without the key",
};
/** When a write that began and was not finished, as after a crash, may be tried again. */
export const idempotencyLeaseSeconds = 60;

/** How long a body may be, in bytes: what a route takes unless it says otherwise, and our own pages. */
export const bodyBytes = { usual: 64 * 1024, login: 4 * 1024, pages: 128 * 1024 } as const;
/** A limit of bytes in words. */
export const inKib = (bytes: number) => `${bytes / 1024} KiB`;
