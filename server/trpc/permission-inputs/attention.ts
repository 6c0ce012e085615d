import { newId } from "#server/ids.ts";
import type { InputsOf } from "#server/trpc/permission-inputs/world.ts";

export const attentionInputs: InputsOf<"attention"> = {
  project: ({ projectId }) => ({ projectId }),
  organization: ({ organizationId }) => ({ organizationId }),
  organizationBadges: ({ organizationId }) => ({ organizationId }),
};

export const noticeInputs: InputsOf<"notices"> = {
  list: () => ({}),
  count: () => undefined,
  markRead: () => ({ noticeId: newId() }),
  markAllRead: () => undefined,
};
