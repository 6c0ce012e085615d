import { newId } from "#server/ids.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

export const invitationInputs: InputsOf<"invitations"> = {
  list: ({ organizationId }) => ({ organizationId }),
  create: ({ organizationId }) => ({ organizationId, email: `${newId()}@example.test` }),
  renew: ({ organizationId, invitationId }) => ({ organizationId, invitationId }),
  revoke: ({ organizationId, invitationId }) => ({ organizationId, invitationId }),
  accept: ({ invitationToken }) => ({ token: invitationToken }),
  join: ({ joinToken }) => ({ token: joinToken, name: "Grace", password: "a long enough password" }),
};

/** Procedures where it depends on the invitation whether the signed-in person may. */
export const decidedByTheInvitation = ["invitations.accept"];

export const userInputs: InputsOf<"users"> = {
  list: () => ({}),
  get: ({ otherId }) => ({ userId: otherId }),
  changeInstanceAdmin: ({ otherId }) => ({ userId: otherId, isInstanceAdmin: true }),
  disable: ({ otherId }) => ({ userId: otherId }),
  enable: ({ otherId }) => ({ userId: otherId }),
  disableTotp: ({ otherId }) => ({ userId: otherId }),
  endSessions: ({ otherId }) => ({ userId: otherId }),
};

export const instanceHealthInputs: InputsOf<"instanceHealth"> = { get: () => undefined };

export const instanceOrganizationInputs: InputsOf<"instanceOrganizations"> = {
  list: () => ({}),
  create: () => ({ name: "Globex", plan: "team" }),
  inviteOwner: ({ organizationId }) => ({ organizationId, email: `${newId()}@example.test` }),
  changePlan: ({ organizationId }) => ({ organizationId, plan: "team" }),
};
