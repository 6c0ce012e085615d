import { createHash } from "node:crypto";
import { z } from "zod";
import type { CallerContext } from "#server/http/authenticate.ts";
import type { VaultPlace } from "#server/crypto/vault.ts";
import { invalid } from "#server/errors.ts";
import type { Answer } from "#server/http/app-error-response.ts";
import { HttpError } from "#server/http/http-error.ts";
import {
  type CountedLimit,
  idempotencyKeptMs,
  idempotencyLeaseSeconds,
  idempotencyLimit,
} from "#server/http/limits.ts";
import { callerKey, countRequest, uncountRequest } from "#server/http/rate-limit.ts";

export const idempotencyHeader = "idempotency-key";

/** What makes two requests the same one: a key, a route, and everything that was asked of it. */
export type KeyedRequest = { key: string; route: string; asked: unknown };

/** The key of a request, or null when none came. @throws {AppError} when it cannot be one. */
export function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get(idempotencyHeader);
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalid("Idempotency-Key", "Idempotency-Key: Use 1 to 255 visible ASCII characters, such as a UUID.");
}

/**
 * Runs a write once for all requests of the same caller, key and route; the others get the first one's answer.
 * Only what took effect is kept. A refusal or failure changed nothing, so it is forgotten, and the key may be used again:
 * what stood against the write (a missing permission, a limit, a conflict) may be gone by then. A run that never ended,
 * as after a crash, may be tried again after the lease: whether it had an effect is not known then.
 * @throws {HttpError} when the key came with another request, while the first one runs, or when too many are kept.
 */
export async function runOnce(
  ctx: CallerContext,
  request: KeyedRequest,
  run: () => Promise<Answer>,
  limit: CountedLimit = idempotencyLimit,
): Promise<Answer> {
  const id = hashOf([ctx.actor.kind, ctx.actor.id, request.route, request.key]);
  const requestHash = hashOf(request.asked);
  const claim = await claimWrite(ctx, id, requestHash);
  if ("answer" in claim) return claim.answer;
  const mine = { id, startedAt: claim.startedAt };
  const caller = callerKey(ctx.actor);
  let answer: Answer | null = null;
  try {
    // Of what there is room for; the rows of one caller must not fill the table.
    await countRequest(ctx, limit, caller);
  } catch (error) {
    await release(ctx, mine);
    throw error;
  }
  try {
    answer = await run();
  } finally {
    if (answer && tookEffect(answer)) {
      await keep(ctx, mine, answer);
    } else {
      await release(ctx, mine);
      await uncountRequest(ctx, limit, caller);
    }
  }
  return answer;
}

const tookEffect = ({ status }: Answer) => status >= 200 && status < 300;

const claimSchema = z.array(z.object({ startedAt: z.date() }));

/** Takes the write, or tells what became of the one that has it. */
async function claimWrite(
  ctx: CallerContext,
  id: string,
  requestHash: string,
): Promise<{ startedAt: Date } | { answer: Answer }> {
  const now = ctx.clock.now();
  // Twice, for the row that stood in the way may be cleaned up before it is read.
  for (let left = 2; left > 0; left--) {
    const expiresAt = new Date(now.getTime() + idempotencyKeptMs);
    const { rows } = await ctx.pool.query(claimSql, [
      id,
      requestHash,
      expiresAt,
      now,
      idempotencyLeaseSeconds,
    ]);
    const [claimed] = claimSchema.parse(rows);
    if (claimed) return claimed;
    const first = await ctx.db.idempotentWrite.findUnique({
      where: { id },
      select: { requestHash: true, status: true, bodyEnc: true },
    });
    if (!first) continue;
    if (first.requestHash !== requestHash) throw reused();
    if (first.status === null || first.bodyEnc === null) throw inProgress();
    const text = await ctx.vault.decrypt(ctx.db, placeOf(ctx, id), first.bodyEnc);
    const headers = { "idempotency-replayed": "true" };
    return { answer: { status: first.status, text: text === "" ? null : text, headers } };
  }
  throw inProgress();
}

// One statement, so that of any number at once one wins. The lease counts by the database's clock, as all leases do;
// `startedAt` is also what fences the end of a run whose write was taken over.
const claimSql = `
  insert into "IdempotentWrite" as mine ("id", "requestHash", "startedAt", "expiresAt")
  values ($1, $2, clock_timestamp(), $3)
  on conflict ("id") do update
    set "requestHash" = excluded."requestHash", "startedAt" = excluded."startedAt",
        "expiresAt" = excluded."expiresAt", "status" = null, "bodyEnc" = null
    where mine."expiresAt" <= $4
       or (mine."status" is null and mine."requestHash" = excluded."requestHash"
           and mine."startedAt" < clock_timestamp() - make_interval(secs => $5))
  returning "startedAt"`;

/** The row of a run; `startedAt` leaves it alone where another has taken over since. */
type Mine = { id: string; startedAt: Date };

async function keep(ctx: CallerContext, mine: Mine, answer: Answer): Promise<void> {
  const bodyEnc = await ctx.vault.encrypt(ctx.db, placeOf(ctx, mine.id), answer.text ?? "");
  await ctx.db.idempotentWrite.updateMany({ where: mine, data: { status: answer.status, bodyEnc } });
}

async function release(ctx: CallerContext, mine: Mine): Promise<void> {
  await ctx.db.idempotentWrite.deleteMany({ where: mine });
}

// A person may write in several organizations with one key, so their answers are kept under the instance's data key.
const placeOf = ({ actor }: CallerContext, id: string): VaultPlace => ({
  organizationId: actor.kind === "identity" ? actor.organizationId : null,
  table: "IdempotentWrite",
  rowId: id,
  field: "bodyEnc",
});

const reused = () =>
  new HttpError(
    "idempotency_key_reused",
    "This Idempotency-Key came with another request before. Use a new key for each thing that is to happen.",
    { details: { field: "Idempotency-Key" } },
  );

const inProgress = () =>
  new HttpError(
    "write_in_progress",
    `The first request with this Idempotency-Key is still being answered. Ask again for its answer; if it was cut off, it can be tried again ${idempotencyLeaseSeconds} seconds after it began.`,
    { details: { field: "Idempotency-Key", retryAfterSeconds: 1 } },
  );

/** Two values that say the same have the same hash, in whatever order their fields stand. */
function hashOf(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("base64url");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
