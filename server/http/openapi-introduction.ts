import { bodyBytes, idempotencyLeaseSeconds, idempotencyLimit, inKib, limits } from "#server/http/limits.ts";

/** What holds for every route, by chapter; text in backticks is code. */
export const apiIntroduction: readonly { title: string; text: string }[] = [
  {
    title: "Signing in",
    text: "Programs log in with a machine identity's client id and client secret and send the access token they get as `Authorization: Bearer`. People use their session cookie; their writes need a JSON body or the header `X-Requested-With`, and have to come from a page of this instance. Where both came, the token decides.",
  },
  {
    title: "Errors",
    text: "Every error is `{ error: { code, message, details?, requestId } }`: the code for programs, the message for people, `details.field` for what cannot be accepted. The request id is also in the header `X-Request-Id`. What belongs to somebody else answers as if it did not exist.",
  },
  {
    title: "Fields",
    text: "Fields and parameters that a route does not know are refused, so that a misspelt one is never overlooked. Fields may be added to answers in time. Times are ISO 8601 in UTC.",
  },
  {
    title: "Pages",
    text: "Lists take `limit` and `cursor` and answer `items` and `nextCursor`, which is null on the last page. A cursor counts in the list it came from. Cursors of events are `epoch-position`: after a restore from a backup a new epoch begins, and a cursor of an older one is refused with the code `gap`.",
  },
  {
    title: "Writes that happen once",
    text: `A write with an \`Idempotency-Key\` happens once: for 24 hours the same request with the same key gets the same answer, marked \`Idempotency-Replayed: true\`. With another request the key is refused (422), while the first one runs it says so (409). Only answers of writes that took effect (2xx) are kept: after a refusal or a failure, which change nothing, the same key may be used again. ${idempotencyLimit.requests.toLocaleString("en")} are kept for each caller and day; further ones with a key get 429. A write that was cut off half way can be tried again ${idempotencyLeaseSeconds} seconds after it began; whether it had an effect has to be looked up then.`,
  },
  {
    title: "Limits",
    text: `Each person and each machine identity may send ${limits.actor.requests} requests a minute, each address ${limits.login.requests} to the routes of authentication and ${limits.anonymous.requests} without being signed in. \`RateLimit-Policy\` and \`RateLimit\` tell what is left, \`Retry-After\` when to go on. A body may be ${inKib(bodyBytes.usual)} long, to the routes of authentication ${inKib(bodyBytes.login)}.`,
  },
];
