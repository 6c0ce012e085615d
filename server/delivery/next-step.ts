import type { Db } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { countToFold, digestMax, foldLook, waitsSince, whyFolded } from "#server/delivery/fold.ts";
import type { HeldLane } from "#server/delivery/lanes.ts";
import { chooseStep, type LaneStep } from "#server/delivery/policy.ts";
import type { Target } from "#server/destinations/destination-kind.ts";
import { heldUntil } from "#server/destinations/hold.ts";
import { destinationKinds } from "#server/destinations/registry.ts";

const select = {
  id: true,
  tries: true,
  nextTryAt: true,
  digestId: true,
  createdAt: true,
  redeliveries: true,
} satisfies Prisma.DeliverySelect;
type Row = Prisma.DeliveryGetPayload<{ select: typeof select }>;

/** What a lane does next; a digest is sent as one. */
export type NextStep =
  | Exclude<LaneStep, { do: "send" }>
  | (Extract<LaneStep, { do: "send" }> & { digestId: string | null; folds: boolean });

/** Looks at the first deliveries of a lane and decides what it does next. */
export async function nextStep(db: Db, lane: HeldLane, target: Target, now: Date): Promise<NextStep> {
  const inOrder = await db.delivery.findMany({
    where: { ...waitingIn(lane), steppedAside: false },
    orderBy: { laneOrder: "asc" },
    take: foldLook,
    select,
  });
  const aside = await db.delivery.findFirst({
    where: { ...waitingIn(lane), steppedAside: true },
    orderBy: [{ nextTryAt: "asc" }, { laneOrder: "asc" }],
    select,
  });
  const head = inOrder[0] ?? null;
  const step = chooseStep({ head, next: await nextAfter(db, lane, inOrder), aside }, now);
  if (step.do !== "send") return step;
  const kind = destinationKinds[target.kind];
  const chosen = [...inOrder, aside].find((row) => row?.id === step.id);
  const mayFold = step.as === "head" && lane.laneClass === "normal" && kind.folding !== null;
  const folds = mayFold && countToFold(asInLane(inOrder), heldUntil(target, now), now) > 0;
  return { ...step, digestId: chosen?.digestId ?? null, folds };
}

/** The first delivery behind the head; behind the whole digest where the head is in one. */
async function nextAfter(db: Db, lane: HeldLane, inOrder: Row[]): Promise<Row | null> {
  const [head, ...others] = inOrder;
  if (!head?.digestId) return others[0] ?? null;
  const next = others.find((row) => row.digestId !== head.digestId);
  if (next || others.length + 1 < foldLook) return next ?? null;
  return db.delivery.findFirst({
    where: {
      ...waitingIn(lane),
      steppedAside: false,
      OR: [{ digestId: null }, { digestId: { not: head.digestId } }],
    },
    orderBy: { laneOrder: "asc" },
    select,
  });
}

/** What leaves in one request, in the lane's order, and why it stands together where it does. */
export type Leaving = { ids: string[]; why: "flood" | "held" };

/** The deliveries that leave with the chosen one: those of its digest, those that are folded now, or it alone. */
export async function whatLeaves(
  db: Db,
  lane: HeldLane,
  step: { id: string; digestId: string | null; folds: boolean },
  target: Target,
  now: Date,
): Promise<Leaving> {
  if (!step.digestId && !step.folds) return { ids: [step.id], why: "flood" };
  const inOrder = asInLane(
    await db.delivery.findMany({
      where: {
        ...waitingIn(lane),
        ...(step.digestId ? { digestId: step.digestId } : { steppedAside: false }),
      },
      orderBy: { laneOrder: "asc" },
      take: digestMax,
      select,
    }),
  );
  const held = heldUntil(target, now);
  const count = step.digestId ? inOrder.length : countToFold(inOrder, held, now);
  const leaving = inOrder.slice(0, Math.max(1, count));
  return { ids: leaving.map((row) => row.id), why: whyFolded(leaving, held) };
}

const waitingIn = (lane: HeldLane) => ({
  destinationId: lane.destinationId,
  laneClass: lane.laneClass,
  state: "waiting" as const,
});

const asInLane = (rows: Row[]) => rows.map((row) => ({ ...row, since: waitsSince(row) }));
