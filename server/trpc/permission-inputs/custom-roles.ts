import { newId } from "#server/ids.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

const rules = [
  {
    permission: "secret:read",
    conditions: { environment: { $eq: "dev" }, secretPath: { $glob: "/app/**" } },
  },
];

export const customRoleInputs: InputsOf<"customRoles"> = {
  list: ({ projectId }) => ({ projectId }),
  get: ({ projectId, customRoleId }) => ({ projectId, roleId: customRoleId }),
  giveable: ({ projectId }) => ({ projectId }),
  create: ({ projectId }) => ({ projectId, name: `Role ${newId()}`, rules }),
  update: ({ projectId, customRoleId }) => ({ projectId, roleId: customRoleId, name: "Reader", rules }),
  delete: ({ projectId, customRoleId }) => ({ projectId, roleId: customRoleId }),
};
