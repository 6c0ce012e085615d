import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { systemContext } from "#server/context.ts";
import { holdClient } from "#server/db/hold-client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import {
  lockLanesOf,
  markIntegrationsBroken,
  markIntegrationsMended,
} from "#server/destinations/mark-broken.ts";
import { dueOf, sealToken, shareToken, tokenPlace } from "#server/integrations/token-secrets.ts";
import type { Runtime } from "#server/runtime.ts";
import { readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { callSlack, createSlackClient, type SlackFailure } from "#server/slack/client.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";

/** What a renewal of a token answers (fact sheet 2.3). */
const renewed = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});

/** When a renewal that did not reach Slack is tried again: within the grace that Slack gives a used refresh token. */
const retryMs = 20_000;
/** How long Slack may take; shorter than the claim. */
const timeoutMs = 10_000;

const rowSelect = {
  id: true,
  organizationId: true,
  alias: true,
  appId: true,
  teamId: true,
  tokenEnc: true,
  refreshTokenEnc: true,
  tokenExpiresAt: true,
  brokenCode: true,
} satisfies Prisma.WorkflowIntegrationSelect;
type Row = Prisma.WorkflowIntegrationGetPayload<{ select: typeof rowSelect }>;

/** Makes due at once what Slack already called expired, such as after this system was down for long. */
export async function hastenExpired(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const underWay = new Date(now.getTime() + retryMs);
  await runtime.db.workflowIntegration.updateMany({
    where: {
      brokenCode: "token_expired",
      refreshTokenEnc: { not: null },
      refreshDueAt: { gt: underWay },
    },
    data: { refreshDueAt: now },
  });
}

/**
 * Renews the token of a claimed connection before it expires, and gives the new one to the instance's other
 * connections of that workspace. Serialised per app and workspace over all processes: a refresh token counts once.
 */
export async function refreshToken(runtime: Runtime, integrationId: string): Promise<void> {
  const first = await readRow(runtime, integrationId);
  if (!first?.refreshTokenEnc) return;
  const known = first.refreshTokenEnc;
  await withLock(runtime, `slack-refresh:${first.appId}:${first.teamId}`, async () => {
    // Whoever held the lock before may have renewed it for us.
    const row = await readRow(runtime, integrationId);
    if (!row?.refreshTokenEnc || !sameBytes(row.refreshTokenEnc, known)) return;
    const app = await readSlackApp(runtime);
    if (!app) return refused(runtime, row, "invalid_client_id");
    const place = tokenPlace("WorkflowIntegration", row, "refreshTokenEnc");
    const refresh_token = await runtime.vault.decrypt(runtime.db, place, row.refreshTokenEnc);
    const { clientId: client_id, clientSecret: client_secret } = app;
    const client = createSlackClient(runtime.env, null, { timeout: timeoutMs });
    const result = await callSlack(() =>
      client.oauth.v2.access({ grant_type: "refresh_token", client_id, client_secret, refresh_token }),
    );
    if (!result.ok) return failed(runtime, row, result);
    const parsed = renewed.safeParse(result.data);
    if (!parsed.success) return refused(runtime, row, "no_token");
    await store(runtime, row, parsed.data);
  });
}

async function store(runtime: Runtime, row: Row, answer: z.output<typeof renewed>): Promise<void> {
  const now = runtime.clock.now();
  const secrets = {
    token: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(now.getTime() + answer.expires_in * 1_000),
  };
  const { appId, teamId } = row;
  const expired = { appId, teamId, brokenCode: "token_expired", refreshTokenEnc: { not: null } };
  await runtime.db.$transaction(async (tx) => {
    const waiting = await tx.workflowIntegration.findMany({ where: expired, select: { id: true } });
    const ids = waiting.map((one) => one.id);
    if (ids.length > 0) await lockLanesOf(tx, { integrationId: { in: ids } });
    // A person may have reconnected meanwhile; what they brought is newer.
    const { count } = await tx.workflowIntegration.updateMany({
      where: { id: row.id, tokenEnc: row.tokenEnc },
      data: {
        ...(await sealToken(tx, runtime, "WorkflowIntegration", row, secrets)),
        refreshDueAt: dueOf(runtime, secrets),
        tokenStoredAt: now,
      },
    });
    if (count === 0) return;
    await shareToken(tx, runtime, row, secrets);
    if (ids.length > 0) await markIntegrationsMended(tx, ids, now);
  });
  runtime.kick.worker();
}

async function failed(runtime: Runtime, row: Row, failure: SlackFailure): Promise<void> {
  if (failure.kind === "platform" && !onTheWay.has(failure.error)) {
    return refused(runtime, row, failure.error);
  }
  const wait = failure.kind === "rate_limited" ? failure.retryAfterMs : retryMs;
  await due(runtime, row, new Date(runtime.clock.now().getTime() + wait));
}

const onTheWay = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "ratelimited",
]);

/** Slack refused for good: the token works until it expires, and only then does the connection need attention. */
async function refused(runtime: Runtime, row: Row, why: string): Promise<void> {
  const now = runtime.clock.now();
  runtime.logger.warn({ teamId: row.teamId, why }, "a Slack token could not be renewed");
  const lives = row.tokenExpiresAt !== null && row.tokenExpiresAt > now && row.brokenCode !== "token_expired";
  if (row.tokenExpiresAt && lives) return due(runtime, row, row.tokenExpiresAt);
  const ctx = systemContext(runtime, "Slack");
  await runtime.db.$transaction(async (tx) => {
    const { count } = await tx.workflowIntegration.updateMany({
      where: { id: row.id, tokenEnc: row.tokenEnc },
      data: { refreshDueAt: null },
    });
    if (count === 0) return;
    const { sentence } = describeSlackFailure("token_expired");
    await markIntegrationsBroken(tx, [row.id], { code: "token_expired", detail: sentence, at: now });
    await recordAudit(tx, ctx, {
      organizationId: row.organizationId,
      action: "slack.token-expired",
      target: { kind: "workflow-integration", id: row.id, name: row.alias },
      after: { reason: why },
    });
  });
  runtime.kick.sequencer();
}

async function due(runtime: Runtime, { id, tokenEnc }: Row, at: Date): Promise<void> {
  await runtime.db.workflowIntegration.updateMany({ where: { id, tokenEnc }, data: { refreshDueAt: at } });
}

function readRow(runtime: Runtime, id: string): Promise<Row | null> {
  return runtime.db.workflowIntegration.findUnique({ where: { id }, select: rowSelect });
}

/** Runs `work` while this process holds the lock of `key`; does nothing when another one has it. */
async function withLock(runtime: Runtime, key: string, work: () => Promise<void>): Promise<void> {
  const { client, release } = await holdClient(runtime.pool);
  let broken = false;
  try {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as held",
      [key],
    );
    if (!rows[0]?.held) return;
    try {
      await work();
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => {
        broken = true;
      });
    }
  } finally {
    // A connection that may still hold the lock is closed, which ends the lock.
    release(broken);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(Buffer.from(b));
}
