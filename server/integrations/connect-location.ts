import { requireOrganization } from "#server/authz/access.ts";
import type { OrganizationPermission } from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import type { FinishedConnect } from "#server/integrations/finish-connect.ts";
import { isAppError } from "#server/errors.ts";

/**
 * Where the browser goes after a connection ended: the organization's settings where it came from there, the
 * integration's page, the Add page, or, for somebody who may not see those, a page of its own. Always a path of ours;
 * the outcome's code stands in the query.
 */
export async function connectLocation(ctx: Context, finished: FinishedConnect): Promise<string> {
  const { organizationId, integrationId, outcome, alias, returnTo } = finished;
  const query = new URLSearchParams({ result: outcome });
  if (!organizationId || !(await may(ctx, organizationId, "integration:read")))
    return `/slack-connect?${query}`;
  if (returnTo === "settings" && (await may(ctx, organizationId, "organization:update"))) {
    return `/organizations/${organizationId}/settings?${query}`;
  }
  const base = `/organizations/${organizationId}/integrations`;
  if (integrationId && outcome !== "integration_gone") return `${base}/${integrationId}?${query}`;
  if (alias) query.set("alias", alias);
  return `${base}/new?${query}`;
}

async function may(
  ctx: Context,
  organizationId: string,
  permission: OrganizationPermission,
): Promise<boolean> {
  try {
    await requireOrganization(ctx, organizationId, permission);
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
