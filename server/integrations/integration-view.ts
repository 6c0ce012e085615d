import type { Prisma } from "#server/db/generated/client.ts";
import type { Remedy } from "#server/delivery/outcome.ts";
import { describeSlackFailure } from "#server/slack/errors.ts";
import { missingScopes } from "#server/slack/scopes.ts";

/** What is read of an integration; never its token. */
export const integrationSelect = {
  id: true,
  alias: true,
  description: true,
  source: true,
  teamId: true,
  teamName: true,
  teamUrl: true,
  botName: true,
  scopes: true,
  brokenCode: true,
  brokenAt: true,
  lastSuccessAt: true,
  checkedAt: true,
  connectedBy: true,
  connectedAs: true,
  connectedAt: true,
  updatedAt: true,
} satisfies Prisma.WorkflowIntegrationSelect;
type Row = Prisma.WorkflowIntegrationGetPayload<{ select: typeof integrationSelect }>;

/** What stands in the way of a connection. */
export type Trouble = { code: string; sentence: string; remedy: Remedy; since: Date | null };

/** An integration as people see it. */
export function integrationView(row: Row) {
  const { brokenCode, brokenAt, ...rest } = row;
  const trouble: Trouble | null = brokenCode
    ? { ...describeSlackFailure(brokenCode, { botName: row.botName }), since: brokenAt }
    : null;
  return { ...rest, missingScopes: missingScopes(row.scopes), trouble };
}

/**
 * The organization's active integration: of those an owner or admin connected, the one connected last; reconnecting
 * does not count. Pure.
 */
export function activeIntegrationId(
  rows: readonly Pick<Row, "id" | "connectedAs" | "connectedAt">[],
): string | null {
  const [newest] = rows
    .filter((row) => row.connectedAs !== "member")
    .sort((a, b) => b.connectedAt.getTime() - a.connectedAt.getTime() || (a.id < b.id ? 1 : -1));
  return newest?.id ?? null;
}
