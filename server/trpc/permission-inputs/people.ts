import { newId } from "#server/ids.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

export const sessionInputs: InputsOf<"session"> = {
  me: () => undefined,
  needsSetUp: () => undefined,
  setUp: () => ({
    code: "AAAA-BBBB-CCCC-DDDD",
    name: "Ada",
    email: "ada@example.test",
    password: "a long enough password",
    organizationName: "Acme",
    projectName: "Payments",
  }),
};

export const organizationInputs: InputsOf<"organizations"> = {
  mine: () => undefined,
  get: ({ organizationId }) => ({ organizationId }),
  update: ({ organizationId }) => ({ organizationId, name: "Acme", membersMayConnect: false }),
  deletion: ({ organizationId }) => ({ organizationId }),
  delete: ({ organizationId }) => ({ organizationId, confirmName: "Acme" }),
};

export const memberInputs: InputsOf<"members"> = {
  list: ({ organizationId }) => ({ organizationId }),
  changeRole: ({ organizationId, otherId }) => ({ organizationId, userId: otherId, role: "member" }),
  remove: ({ organizationId, otherId }) => ({ organizationId, userId: otherId }),
  leave: ({ organizationId }) => ({ organizationId }),
};

export const projectInputs: InputsOf<"projects"> = {
  list: ({ organizationId }) => ({ organizationId }),
  get: ({ projectId }) => ({ projectId }),
  create: ({ organizationId }) => ({ organizationId, name: `Project ${newId()}` }),
  rename: ({ projectId }) => ({ projectId, name: "Payments" }),
  members: ({ projectId }) => ({ projectId }),
  addMember: ({ projectId, outsideId }) => ({ projectId, userId: outsideId, role: "member" }),
  changeMember: ({ projectId, otherId }) => ({ projectId, userId: otherId, role: "member" }),
  removeMember: ({ projectId, projectViewer }) => ({ projectId, userId: projectViewer.id }),
  leave: ({ projectId }) => ({ projectId }),
};

export const environmentInputs: InputsOf<"environments"> = {
  list: ({ projectId }) => ({ projectId }),
  add: ({ projectId }) => ({ projectId, slug: `e-${newId()}`, name: "Extra" }),
  rename: ({ projectId, environmentIds }) => ({
    projectId,
    environmentId: environmentIds[0] ?? "",
    name: "Dev",
  }),
  reorder: ({ projectId, environmentIds }) => ({ projectId, environmentIds: environmentIds.toReversed() }),
  remove: ({ projectId, environmentIds }) => ({ projectId, environmentId: environmentIds[1] ?? "" }),
};
