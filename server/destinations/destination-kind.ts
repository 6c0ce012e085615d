import type { Entitlement } from "#server/authz/entitlements.ts";
import type { Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import type { Outcome, Remedy } from "#server/delivery/outcome.ts";
import type { Pace } from "#server/delivery/pacing.ts";
import type { Message } from "#server/events/event-type.ts";
import type { Runtime } from "#server/runtime.ts";

/** What every kind needs of a destination and the connection behind it. */
export const targetSelect = {
  id: true,
  projectId: true,
  kind: true,
  name: true,
  enabled: true,
  deletedAt: true,
  channelId: true,
  channelIsPrivate: true,
  webhookUrlEnc: true,
  webhookLastFour: true,
  webhookHash: true,
  brokenCode: true,
  brokenDetail: true,
  brokenAt: true,
  mutedUntil: true,
  quietHours: true,
  project: { select: { name: true, organizationId: true, organization: { select: { plan: true } } } },
  integration: {
    select: {
      id: true,
      alias: true,
      teamId: true,
      teamName: true,
      teamUrl: true,
      appId: true,
      botName: true,
      tokenEnc: true,
      brokenCode: true,
      organizationId: true,
    },
  },
} satisfies Prisma.DestinationSelect;
export type Target = Prisma.DestinationGetPayload<{ select: typeof targetSelect }>;

/** A message on its way: what the kind needs besides the rendered text. */
export type Parcel = {
  message: Message;
  /** Events of one subject make one conversation; null for tests, which belong to none. */
  subject: string | null;
  eventId: string | null;
  position: bigint | null;
  maybeDuplicate: boolean;
  /** The other side did not take the layout before: text alone is sent, and says so. */
  plainText: boolean;
  test: boolean;
};

/** One event of a digest. */
export type DigestEntry = {
  eventId: string;
  position: bigint;
  subject: string;
  /** The type's title in the catalogue, by which events are counted. */
  typeTitle: string;
  environment: string | null;
  secretPath: string | null;
  message: Message;
};

/** Several deliveries of a lane in one message, in the lane's order. */
export type Digest = {
  /** The request that carries them, by which the list of deliveries can be filtered. */
  attemptId: string;
  /** `flood`: many came at once. `held`: they waited while the destination was muted or in its quiet hours. */
  why: "flood" | "held";
  entries: DigestEntry[];
  maybeDuplicate: boolean;
  plainText: boolean;
};

/** What one request was and what came of it; `request` and `response` hold no secrets. */
export type Sent = {
  outcome: Outcome;
  request: Prisma.InputJsonValue;
  response: Prisma.InputJsonValue | null;
  httpStatus: number | null;
  /** Where the message stands there, if it was delivered. */
  receipt: Prisma.InputJsonObject | null;
};

/** Why nothing can be sent now, without trying. */
export type Blocked = { code: string; sentence: string; remedy: Remedy };

/** What stands in the way, what mends it, and where one helps: the exact line to write there, or the place itself. */
export type Trouble = Blocked & {
  command?: string;
  link?: string;
  /** Known without trying, so that there is nothing to try again. */
  standing?: true;
};

/** How pages speak of a destination of a kind. */
export type Place = {
  /** What it is, in a sentence. */
  sentence: string;
  /** Through what it is reached, such as an integration's alias; null where that is gone. */
  through: string | null;
};

/**
 * Asked by a kind right before its request leaves, after all that it reads for it. False: it is too late for that, and
 * the answer is `notSent`. What a kind throws before it asked has sent nothing.
 */
export type MayLeave = () => boolean;

/** How a kind folds deliveries into one message. */
export type Folding = {
  send(runtime: Runtime, target: Target, digest: Digest, mayLeave: MayLeave): Promise<Sent>;
  /** What a delivered digest leaves behind, in the transaction that records it. */
  onDelivered(tx: Tx, target: Target, digest: Digest): Promise<void>;
};

/** What a kind of destination can do. Kinds know nothing of producers. */
export type DestinationKindModule = {
  /** What the organization's plan must include; null where every plan will do. */
  entitlement: Entitlement | null;
  /** How people point a destination elsewhere, which is offered beside every other remedy. */
  readdress: Remedy;
  /** What a person waits for where a limit is used up, such as `this channel`. */
  limitOf: string;
  place(target: Target): Place;
  /** What the code of a failure means for this destination, in a sentence, with what mends it. */
  explain(target: Target, code: string): Trouble;
  /** A message as text, rendered without sending. */
  preview(message: Message, appUrl: string): string;
  /** A standing reason why nothing can be sent (no connection, plan), besides the destination's own marks. */
  blocked(target: Target): Blocked | null;
  /** Among which destinations of the kind all blocked ones are, so that lists need not read every one; null: none is ever. */
  blockedAmong: Prisma.DestinationWhereInput | null;
  /** The limits that a message takes a turn in, narrowest first. */
  paces(target: Target): Pace[];
  send(runtime: Runtime, target: Target, parcel: Parcel, mayLeave: MayLeave): Promise<Sent>;
  /** What a delivery leaves behind, in the transaction that records it. */
  onDelivered(tx: Tx, target: Target, parcel: Parcel, receipt: Prisma.InputJsonObject): Promise<void>;
  /** Best effort after a delivery, such as a status line; records its own attempt and changes no outcome. */
  afterDelivered(runtime: Runtime, target: Target, parcel: Parcel): Promise<void>;
  /** Null where every delivery is a request of its own. */
  folding: Folding | null;
  /** Does what was put off and is due, such as status lines, one portion of it. Every worker calls it now and then. */
  upkeep(runtime: Runtime): Promise<void>;
};
