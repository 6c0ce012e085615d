import type { InstallURLOptions, Installation, StateStore } from "@slack/oauth";
import { requireOrganization } from "#server/authz/access.ts";
import { requireEntitlement } from "#server/authz/entitlements.ts";
import type { Context } from "#server/context.ts";
import { takeTurn } from "#server/delivery/pacing.ts";
import { beginConnecting } from "#server/integrations/connect-lock.ts";
import { type ConnectOutcome, outcomeOfAuthorizeError } from "#server/integrations/connect-outcomes.ts";
import { ConnectRefusal, outcomeOfError, outcomeOfFailure } from "#server/integrations/connect-refusal.ts";
import { consumeState, findState, type StartedState } from "#server/integrations/consume-state.ts";
import { describeToken } from "#server/integrations/describe-workspace.ts";
import { keepOrAsk } from "#server/integrations/keep-or-ask.ts";
import { type ReturnTo, readReturnTo } from "#server/integrations/return-to.ts";
import { recordRefusedConnect } from "#server/integrations/record-refused-connect.ts";
import { revokeIfUnused } from "#server/integrations/revoke-token.ts";
import type { ConnectedWorkspace } from "#server/integrations/store-integration.ts";
import { failureOf } from "#server/slack/call-failure.ts";
import { readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { callbackBucket } from "#server/slack/oauth/callback-bucket.ts";
import { createInstallProvider, runCallback } from "#server/slack/oauth/install-provider.ts";

/** How long Slack may take in all, so that the answer to the browser leaves within fifteen seconds. */
export const slackTimeMs = 12_000;
const callbackPace = { intervalMs: 3_000, burst: 20 };

/** What the browser came back with; `timeMs` bounds Slack's part where it should be shorter. */
export type CallbackInput = { search: string; browserSecret: string | null; timeMs?: number };

/** How a connection ended, and what is known of what it was for. */
export type FinishedConnect = {
  outcome: ConnectOutcome;
  organizationId: string | null;
  integrationId: string | null;
  alias: string | null;
  returnTo: ReturnTo;
  /** When coming again makes sense, for who came too often. */
  retryAfterSeconds: number | null;
};

/**
 * Finishes connecting a workspace with what Slack sent the browser back with. Every way it can end is an outcome;
 * nothing is thrown. Membership, permission and plan are checked before the code is exchanged and where it is stored.
 */
export async function finishConnect(ctx: Context, input: CallbackInput): Promise<FinishedConnect> {
  const query = new URLSearchParams(input.search);
  const now = ctx.clock.now();
  const pace = { key: callbackBucket(ctx.origin.ipAddress), ...callbackPace };
  const turn = await takeTurn(ctx.db, [pace], now);
  if (!turn.allowed) {
    const retryAfterSeconds = Math.max(1, Math.ceil((turn.at.getTime() - now.getTime()) / 1_000));
    return { ...unknown, outcome: "too_many", retryAfterSeconds };
  }
  const started = await findState(ctx, query.get("state"));
  const about = {
    organizationId: started?.organizationId ?? null,
    integrationId: started?.integrationId ?? null,
    alias: started?.alias ?? null,
    returnTo: readReturnTo(started?.returnTo),
    retryAfterSeconds: null,
  };
  try {
    const stored = await exchange(ctx, query, input, started);
    return { ...about, integrationId: stored.id, outcome: stored.outcome };
  } catch (error) {
    await recordRefusedConnect(ctx, { ...about, via: "consent" }, error, "end");
    return { ...about, outcome: outcomeOf(ctx, error) };
  }
}

const unknown = {
  organizationId: null,
  integrationId: null,
  alias: null,
  returnTo: "integrations",
  retryAfterSeconds: null,
} as const;

/** Runs Slack's installer between our checks; refusals are thrown. */
async function exchange(
  ctx: Context,
  query: URLSearchParams,
  input: CallbackInput,
  started: StartedState | null,
) {
  const error = query.get("error");
  if (error) {
    // A denial may come without its state; with one, the state is used up like any other.
    if (query.get("state")) await consumeState(ctx, started, input.browserSecret);
    throw new ConnectRefusal(outcomeOfAuthorizeError(error));
  }
  if (!query.get("state")) throw new ConnectRefusal("state_missing");
  if (!query.get("code")) throw new ConnectRefusal("code_missing");
  const app = await readSlackApp(ctx);
  if (!app) throw new ConnectRefusal("not_configured");

  const deadline = AbortSignal.timeout(input.timeMs ?? slackTimeMs);
  const stateStore: StateStore = {
    generateStateParam: () => Promise.reject(new Error("The state is made by startConnect.")),
    verifyStateParam: async () => {
      const { redirectUri } = await consumeState(ctx, started, input.browserSecret);
      return { scopes: [], redirectUri };
    },
  };
  const provider = createInstallProvider(ctx.env, { app, stateStore, deadline });
  let ended: { installation: Installation } | { failure: unknown } = {
    failure: new Error("No end was reached."),
  };
  let endConnecting = async () => {};
  let installation: Installation | null = null;
  try {
    await runCallback(provider, input.search, {
      beforeInstallation: async () => {
        await requireStill(ctx, started);
        endConnecting = await beginConnecting(ctx);
        return true;
      },
      successAsync: async (done) => {
        ended = { installation: done };
      },
      failureAsync: async (failure: unknown, _options: InstallURLOptions) => {
        ended = { failure };
      },
    });
    installation = readEnd(ended);
    if (!started) throw new ConnectRefusal("state_forged");
    return await keep(ctx, started, installation, deadline);
  } catch (failure) {
    await endConnecting();
    // What waits for a decision keeps its token until then; otherwise nobody keeps it, so it should not live on.
    const isKept = failure instanceof ConnectRefusal && failure.outcome === "wrong_workspace";
    if (installation && !isKept) await letGo(ctx, installation, deadline);
    throw failure;
  } finally {
    await endConnecting();
  }
}

// TypeScript does not see that callbacks assign; a function of its own brings the union back.
function readEnd(ended: { installation: Installation } | { failure: unknown }): Installation {
  if ("failure" in ended) throw ended.failure;
  return ended.installation;
}

async function requireStill(ctx: Context, started: StartedState | null): Promise<void> {
  if (!started) throw new ConnectRefusal("state_forged");
  const access = await requireOrganization(ctx, started.organizationId, "integration:connect");
  requireEntitlement(access.organization.plan, "slack");
}

async function keep(ctx: Context, started: StartedState, installation: Installation, deadline: AbortSignal) {
  const { bot, team } = installation;
  if (installation.isEnterpriseInstall || !team) throw new ConnectRefusal("enterprise_install");
  if (!bot) throw new ConnectRefusal("no_bot");
  const described = await describeToken(ctx.env, bot.token, deadline);
  if (!described.ok) throw new ConnectRefusal(outcomeOfFailure(described));
  const { facts } = described;
  const workspace: ConnectedWorkspace = {
    source: "oauth",
    teamId: team.id,
    teamName: team.name ?? facts.teamName,
    teamUrl: facts.teamUrl,
    appId: installation.appId ?? facts.appId,
    botUserId: bot.userId,
    botName: facts.botName,
    scopes: bot.scopes,
    token: bot.token,
    ...lifeOf(ctx, bot),
  };
  return keepOrAsk(ctx, started, workspace);
}

async function letGo(ctx: Context, installation: Installation, deadline: AbortSignal): Promise<void> {
  const { bot, team, enterprise, appId = "" } = installation;
  if (!bot) return;
  const teamId = team?.id ?? enterprise?.id ?? "";
  await revokeIfUnused(ctx, { teamId, appId, botUserId: bot.userId, token: bot.token }, deadline);
}

/** What renews a token that expires. The SDK tells the end by its own clock. */
function lifeOf(ctx: Context, bot: NonNullable<Installation["bot"]>) {
  const { refreshToken, expiresAt: endSeconds } = bot;
  if (!refreshToken || !endSeconds) return { refreshToken: null, expiresAt: null };
  const leftMs = endSeconds * 1_000 - Date.now();
  return { refreshToken, expiresAt: new Date(ctx.clock.now().getTime() + leftMs) };
}

function outcomeOf(ctx: Context, error: unknown): ConnectOutcome {
  const ours = outcomeOfError(error);
  if (ours) return ours;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code.startsWith("slack_webapi_")) return outcomeOfFailure(failureOf(error));
  const failure = failureOf(error);
  if (failure.kind === "timeout") return "slack_slow";
  ctx.logger.error({ err: error, requestId: ctx.origin.requestId }, "connecting a workspace failed");
  return "failed";
}
