import type { Context } from "#server/context.ts";
import { ConnectRefusal } from "#server/integrations/connect-refusal.ts";
import { keepPendingWorkspace } from "#server/integrations/pending-workspace.ts";
import {
  type ConnectedWorkspace,
  type StoredConnection,
  storeIntegration,
  type WantedConnection,
} from "#server/integrations/store-integration.ts";

/**
 * Stores a connection. A workspace other than the integration's own is refused, and kept for a while for the person to
 * decide about.
 * @throws {ConnectRefusal}
 */
export async function keepOrAsk(
  ctx: Context,
  wanted: WantedConnection,
  workspace: ConnectedWorkspace,
): Promise<StoredConnection> {
  try {
    return await storeIntegration(ctx, wanted, workspace);
  } catch (error) {
    const { organizationId, integrationId } = wanted;
    const another = error instanceof ConnectRefusal && error.outcome === "wrong_workspace";
    if (another && integrationId) {
      await keepPendingWorkspace(ctx, { organizationId, integrationId }, workspace);
    }
    throw error;
  }
}
