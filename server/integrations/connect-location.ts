import { requireOrganization } from "#server/authz/access.ts";
import type { Context } from "#server/context.ts";
import type { FinishedConnect } from "#server/integrations/finish-connect.ts";
import { isAppError } from "#server/errors.ts";

/**
 * Where the browser goes after a connection ended: the integration's page, the Add page, or, for somebody who may not
 * see those, a page of its own. Always a path of ours; the outcome's code stands in the query.
 */
export async function connectLocation(ctx: Context, finished: FinishedConnect): Promise<string> {
  const { organizationId, integrationId, outcome, alias } = finished;
  const query = new URLSearchParams({ result: outcome });
  if (!organizationId || !(await mayRead(ctx, organizationId))) return `/slack-connect?${query}`;
  const base = `/organizations/${organizationId}/integrations`;
  if (integrationId && outcome !== "integration_gone") return `${base}/${integrationId}?${query}`;
  if (alias) query.set("alias", alias);
  return `${base}/new?${query}`;
}

async function mayRead(ctx: Context, organizationId: string): Promise<boolean> {
  try {
    await requireOrganization(ctx, organizationId, "integration:read");
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
