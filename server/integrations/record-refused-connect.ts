import { mayRecordRefusal } from "#server/audit/record-forbidden.ts";
import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { ConnectOutcome } from "#server/integrations/connect-outcomes.ts";
import { ConnectRefusal, outcomeOfError } from "#server/integrations/connect-refusal.ts";

/** A connection that did not come about: for which organization, and on which way. */
export type RefusedConnect = {
  /** Null where nobody can tell, as of a forged state. */
  organizationId: string | null;
  integrationId: string | null;
  alias: string | null;
  via: "consent" | "token";
};

// What we refused. What Slack or the person ended, or merely came too late, is no matter for the audit log.
const atTheEnd: ReadonlySet<ConnectOutcome> = new Set<ConnectOutcome>([
  "no_permission",
  "not_member",
  "plan",
  "wrong_workspace",
  "enterprise_install",
  "other_browser",
  "other_person",
  "state_forged",
  "state_replayed",
]);
// A stranger who names an organization at the start writes nothing into its log.
const atTheStart: ReadonlySet<ConnectOutcome> = new Set<ConnectOutcome>([
  "no_permission",
  "plan",
  "wrong_workspace",
]);

/** Records that connecting Slack was refused, if the reason is one that matters. */
export async function recordRefusedConnect(
  ctx: Context,
  refused: RefusedConnect,
  error: unknown,
  step: "start" | "end",
): Promise<void> {
  const reason = outcomeOfError(error);
  if (!reason || !(step === "start" ? atTheStart : atTheEnd).has(reason)) return;
  const { organizationId, integrationId, alias, via } = refused;
  // Nobody signed in and nothing known: anybody could fill the log with it.
  if (organizationId === null && ctx.actor === null) return;
  if (!(await mayRecordRefusal(ctx))) return;
  const workspace = error instanceof ConnectRefusal ? error.workspace : null;
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      organizationId,
      action: "slack.connect-refused",
      target: { kind: "workflow-integration", id: integrationId, name: alias ?? "" },
      after: { reason, via, ...(workspace ?? {}) },
    }),
  );
}
