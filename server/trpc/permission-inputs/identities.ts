import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { createIdentity } from "#server/testing/identity.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

/** An identity in the world's project, with all it can have, and one to be added. */
export async function createPermissionIdentities(
  runtime: Runtime,
  place: { organizationId: string; projectId: string },
) {
  const { organizationId } = place;
  const inside = await createIdentity(runtime, { ...place, projectRole: "viewer" });
  const outside = await createIdentity(runtime, { organizationId });
  return {
    identityId: inside.id,
    clientSecretId: inside.clientSecretId,
    tokenId: inside.tokenId,
    outsideIdentityId: outside.id,
  };
}

export const identityInputs: InputsOf<"identities"> = {
  list: ({ organizationId }) => ({ organizationId }),
  get: ({ organizationId, identityId }) => ({ organizationId, identityId }),
  clientSecrets: ({ organizationId, identityId }) => ({ organizationId, identityId }),
  tokens: ({ organizationId, identityId }) => ({ organizationId, identityId }),
  projects: ({ organizationId, identityId }) => ({ organizationId, identityId }),
  create: ({ organizationId }) => ({ organizationId, name: `program ${newId()}` }),
  update: ({ organizationId, identityId }) => ({
    organizationId,
    identityId,
    name: `program ${newId()}`,
    role: "member",
    accessTokenSeconds: 600,
    accessTokenMaxSeconds: 3_600,
    accessTokenUsesMax: null,
    clientSecretNetworks: [],
    accessTokenNetworks: ["203.0.113.0/24"],
  }),
  setEnabled: ({ organizationId, identityId }) => ({ organizationId, identityId, enabled: false }),
  delete: ({ organizationId, outsideIdentityId }) => ({ organizationId, identityId: outsideIdentityId }),
  createClientSecret: ({ organizationId, identityId }) => ({ organizationId, identityId }),
  revokeClientSecret: ({ organizationId, identityId, clientSecretId }) => ({
    organizationId,
    identityId,
    clientSecretId,
  }),
  revokeTokens: ({ organizationId, identityId, tokenId }) => ({ organizationId, identityId, tokenId }),
  inProject: ({ projectId }) => ({ projectId }),
  addToProject: ({ projectId, outsideIdentityId }) => ({
    projectId,
    identityId: outsideIdentityId,
    role: "member",
  }),
  changeInProject: ({ projectId, identityId }) => ({ projectId, identityId, role: "member" }),
  removeFromProject: ({ projectId, identityId }) => ({ projectId, identityId }),
};
