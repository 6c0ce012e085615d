import type { Prisma } from "#server/db/generated/client.ts";
import type { Digest, Parcel, Target } from "#server/destinations/destination-kind.ts";
import { knownType } from "#server/events/catalogue.ts";
import type { Message } from "#server/events/event-type.ts";
import type { Runtime } from "#server/runtime.ts";

const deliverySelect = {
  id: true,
  tries: true,
  maybeDuplicate: true,
  steppedAside: true,
  plainText: true,
  digestId: true,
  attemptCount: true,
  event: true,
} satisfies Prisma.DeliverySelect;
type Row = Prisma.DeliveryGetPayload<{ select: typeof deliverySelect }>;

/** A delivery with the message of its event. */
export type Loaded = { delivery: Row; message: Message };

/** What leaves in one request: one delivery's parcel, or a digest of several. */
export type Shipment = { deliveries: Row[] } & (
  | { parcel: Parcel; digest: null }
  | { parcel: null; digest: Digest }
);

/** Loads deliveries in their lane's order and makes their messages; tells apart those that none can be made of. */
export async function loadDeliveries(runtime: Runtime, target: Target, ids: string[]) {
  const rows = await runtime.db.delivery.findMany({
    where: { id: { in: ids }, destinationId: target.id },
    orderBy: { laneOrder: "asc" },
    select: deliverySelect,
  });
  const readable: Loaded[] = [];
  const unreadable: Row[] = [];
  for (const delivery of rows) {
    const message = render(delivery.event, target.project.name);
    if (message) readable.push({ delivery, message });
    else unreadable.push(delivery);
  }
  return { readable, unreadable };
}

/** The message of an event; null where its type is gone or its data does not fit the type any more. */
function render(event: Row["event"], projectName: string): Message | null {
  try {
    return knownType(event.type)?.message({ ...event, projectName }, event.data) ?? null;
  } catch {
    return null;
  }
}

/** Messages that cannot be made stand in nobody's way. */
export async function rejectUnreadable(runtime: Runtime, deliveries: readonly Row[]): Promise<void> {
  const types = new Set(deliveries.map((delivery) => delivery.event.type));
  for (const type of types) {
    const ids = deliveries.filter((delivery) => delivery.event.type === type).map((delivery) => delivery.id);
    const reason = `No message can be made of this event: its data does not fit the type ${type} as this version knows it.`;
    await runtime.db.delivery.updateMany({
      where: { id: { in: ids }, state: "waiting" },
      data: { state: "rejected", finishedAt: runtime.clock.now(), reasonCode: "unreadable", reason },
    });
  }
}

/** Packs what leaves: several as a digest, one as itself. A mark of one of them stands for all. */
export function shipmentOf(loaded: Loaded[], about: { attemptId: string; why: Digest["why"] }): Shipment {
  const deliveries = loaded.map(({ delivery }) => delivery);
  const maybeDuplicate = deliveries.some((delivery) => delivery.maybeDuplicate);
  const plainText = deliveries.some((delivery) => delivery.plainText);
  const [first] = loaded;
  if (!first) throw new Error("A shipment carries at least one delivery.");
  if (loaded.length === 1) {
    const { id, subject, position } = first.delivery.event;
    const parcel = {
      message: first.message,
      subject,
      eventId: id,
      position,
      maybeDuplicate,
      plainText,
      test: false,
    };
    return { deliveries, parcel, digest: null };
  }
  const entries = loaded.map(({ delivery: { event }, message }) => ({
    eventId: event.id,
    position: event.position,
    subject: event.subject,
    typeTitle: knownType(event.type)?.title ?? event.type,
    environment: event.environment,
    secretPath: event.secretPath,
    message,
  }));
  return { deliveries, parcel: null, digest: { ...about, entries, maybeDuplicate, plainText } };
}
