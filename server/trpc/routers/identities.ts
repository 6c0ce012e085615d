import { addIdentityToProject, addIdentityToProjectInput } from "#server/identities/add-to-project.ts";
import {
  changeIdentityInProject,
  changeIdentityInProjectInput,
  removeIdentityFromProject,
  removeIdentityFromProjectInput,
} from "#server/identities/change-in-project.ts";
import { createClientSecret, createClientSecretInput } from "#server/identities/create-client-secret.ts";
import { createIdentity, createIdentityInput } from "#server/identities/create-identity.ts";
import {
  deleteIdentity,
  deleteIdentityInput,
  setIdentityEnabled,
  setIdentityEnabledInput,
} from "#server/identities/end-identity.ts";
import {
  getIdentity,
  getIdentityInput,
  listClientSecrets,
  listTokens,
} from "#server/identities/get-identity.ts";
import { listIdentities, listIdentitiesInput } from "#server/identities/list-identities.ts";
import {
  listIdentityProjects,
  listIdentityProjectsInput,
  listProjectIdentities,
  listProjectIdentitiesInput,
} from "#server/identities/list-memberships.ts";
import { revokeClientSecret, revokeClientSecretInput } from "#server/identities/revoke-client-secret.ts";
import { revokeTokens, revokeTokensInput } from "#server/identities/revoke-tokens.ts";
import { updateIdentity, updateIdentityInput } from "#server/identities/update-identity.ts";
import { procedure, router } from "#server/trpc/init.ts";

/** Machine identities of an organization, and their part in its projects. */
export const identitiesRouter = router({
  list: procedure
    .meta({ permission: "identity:read" })
    .input(listIdentitiesInput)
    .query(({ ctx, input }) => listIdentities(ctx, input)),
  get: procedure
    .meta({ permission: "identity:read" })
    .input(getIdentityInput)
    .query(({ ctx, input }) => getIdentity(ctx, input)),
  clientSecrets: procedure
    .meta({ permission: "identity:read" })
    .input(getIdentityInput)
    .query(({ ctx, input }) => listClientSecrets(ctx, input)),
  tokens: procedure
    .meta({ permission: "identity:read" })
    .input(getIdentityInput)
    .query(({ ctx, input }) => listTokens(ctx, input)),
  projects: procedure
    .meta({ permission: "identity:read" })
    .input(listIdentityProjectsInput)
    .query(({ ctx, input }) => listIdentityProjects(ctx, input)),
  create: procedure
    .meta({ permission: "identity:manage" })
    .input(createIdentityInput)
    .mutation(({ ctx, input }) => createIdentity(ctx, input)),
  update: procedure
    .meta({ permission: "identity:manage" })
    .input(updateIdentityInput)
    .mutation(({ ctx, input }) => updateIdentity(ctx, input)),
  setEnabled: procedure
    .meta({ permission: "identity:manage" })
    .input(setIdentityEnabledInput)
    .mutation(({ ctx, input }) => setIdentityEnabled(ctx, input)),
  delete: procedure
    .meta({ permission: "identity:manage" })
    .input(deleteIdentityInput)
    .mutation(({ ctx, input }) => deleteIdentity(ctx, input)),
  createClientSecret: procedure
    .meta({ permission: "identity:manage" })
    .input(createClientSecretInput)
    .mutation(({ ctx, input }) => createClientSecret(ctx, input)),
  revokeClientSecret: procedure
    .meta({ permission: "identity:manage" })
    .input(revokeClientSecretInput)
    .mutation(({ ctx, input }) => revokeClientSecret(ctx, input)),
  revokeTokens: procedure
    .meta({ permission: "identity:manage" })
    .input(revokeTokensInput)
    .mutation(({ ctx, input }) => revokeTokens(ctx, input)),
  inProject: procedure
    .meta({ permission: "project-member:read" })
    .input(listProjectIdentitiesInput)
    .query(({ ctx, input }) => listProjectIdentities(ctx, input)),
  addToProject: procedure
    .meta({ permission: "project-member:manage" })
    .input(addIdentityToProjectInput)
    .mutation(({ ctx, input }) => addIdentityToProject(ctx, input)),
  changeInProject: procedure
    .meta({ permission: "project-member:manage" })
    .input(changeIdentityInProjectInput)
    .mutation(({ ctx, input }) => changeIdentityInProject(ctx, input)),
  removeFromProject: procedure
    .meta({ permission: "project-member:manage" })
    .input(removeIdentityFromProjectInput)
    .mutation(({ ctx, input }) => removeIdentityFromProject(ctx, input)),
});
