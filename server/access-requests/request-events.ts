import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { emit } from "#server/events/emit.ts";
import { accessRequestTypes } from "#server/events/types/access-request.ts";
import type { ReviewDecision } from "#server/access-requests/request-state.ts";
import type { SecretPermission } from "#server/access-requests/fields.ts";

type Person = { name: string; email: string };

/** What of a request its events tell, as it stands after the change. */
export type EventRequest = {
  id: string;
  projectId: string;
  requester: Person;
  environment: string;
  secretPath: string;
  permissions: SecretPermission[];
  durationSeconds: number | null;
  note: string;
};

/** Tells that somebody asked. */
export async function emitCreated(tx: Tx, ctx: Context, request: EventRequest): Promise<void> {
  await emit(tx, ctx, accessRequestTypes.created, attributesOf(request, askedOf(request)));
}

/** Tells that a pending request was edited. */
export async function emitUpdated(
  tx: Tx,
  ctx: Context,
  request: EventRequest,
  edit: { editor: Person; editorNote: string },
): Promise<void> {
  const data = { ...askedOf(request), editor: personOf(edit.editor), editorNote: edit.editorNote };
  await emit(tx, ctx, accessRequestTypes.updated, attributesOf(request, data));
}

/** Tells of a decision, also of one that leaves the request open. */
export async function emitReviewed(
  tx: Tx,
  ctx: Context,
  request: EventRequest,
  review: { reviewer: Person; decision: ReviewDecision; comment: string; approvalsNeeded: number },
): Promise<void> {
  const { decision, comment, approvalsNeeded } = review;
  const data = {
    ...askedOf(request),
    reviewer: personOf(review.reviewer),
    decision,
    comment,
    approvalsNeeded,
  };
  await emit(tx, ctx, accessRequestTypes.reviewed, attributesOf(request, data));
}

function attributesOf<Data>(request: EventRequest, data: Data) {
  return {
    projectId: request.projectId,
    subject: `access-request/${request.id}`,
    environment: request.environment,
    secretPath: request.secretPath,
    data,
  };
}

function askedOf(request: EventRequest) {
  return {
    accessRequestId: request.id,
    requester: personOf(request.requester),
    permissions: request.permissions,
    environment: request.environment,
    secretPath: request.secretPath,
    temporary: request.durationSeconds !== null,
    durationSeconds: request.durationSeconds,
    note: request.note,
  };
}

const personOf = ({ name, email }: Person): Person => ({ name, email });
