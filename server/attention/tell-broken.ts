import { peopleToTell } from "#server/attention/people-to-tell.ts";
import { tellFallback } from "#server/attention/tell-fallback.ts";
import type { Tx } from "#server/db/client.ts";
import type { Broken } from "#server/destinations/mark-broken.ts";
import { newId } from "#server/ids.ts";

/** How long a notice is kept after what it told of was mended. */
const keptDays = 90;

/** A destination that was marked just now. */
export type MarkedDestination = {
  id: string;
  name: string;
  projectId: string;
  integrationId: string | null;
  enabled: boolean;
  deletedAt: Date | null;
};
/** A connection that was marked just now. */
export type MarkedIntegration = { id: string; alias: string; organizationId: string; connectedById: string };

type NewNotice = {
  organizationId: string;
  ownerId: string | null;
  projectIds: string[];
  projectId: string | null;
  integrationId: string | null;
  destinationIds: string[];
  title: string;
};

/** Tells of destinations that broke: one notice for each project, and its fallback destination. In the marking transaction. */
export async function tellDestinationsBroken(
  tx: Tx,
  marked: readonly MarkedDestination[],
  broken: Broken,
): Promise<void> {
  // Nobody waits for what is switched off.
  const live = marked.filter((one) => one.enabled && one.deletedAt === null);
  for (const projectId of new Set(live.map((one) => one.projectId))) {
    const destinations = live.filter((one) => one.projectId === projectId);
    const project = await tx.project.findUniqueOrThrow({
      where: { id: projectId },
      select: { name: true, organizationId: true },
    });
    const [first] = destinations;
    const title =
      destinations.length === 1 && first
        ? `${first.name} needs attention`
        : `${destinations.length} destinations of ${project.name} need attention`;
    const noticeId = await writeNotice(tx, broken, {
      organizationId: project.organizationId,
      ownerId: await ownerOf(tx, destinations),
      projectIds: [projectId],
      projectId,
      integrationId: null,
      destinationIds: destinations.map(({ id }) => id),
      title,
    });
    await tellFallback(tx, {
      projectId,
      noticeId,
      destinations: destinations.map(({ id, name }) => ({ id, name })),
      connection: null,
      sentence: broken.detail,
      at: broken.at,
    });
  }
}

/** Tells of connections that broke: one notice each, and the fallback destination of every project that sends through it. */
export async function tellIntegrationsBroken(
  tx: Tx,
  marked: readonly MarkedIntegration[],
  broken: Broken,
): Promise<void> {
  for (const { id, alias, organizationId, connectedById } of marked) {
    const destinations = await tx.destination.findMany({
      where: { integrationId: id, enabled: true, deletedAt: null },
      select: { id: true, name: true, projectId: true },
      orderBy: { id: "asc" },
    });
    const projectIds = [...new Set(destinations.map((one) => one.projectId))].sort();
    const noticeId = await writeNotice(tx, broken, {
      organizationId,
      ownerId: connectedById,
      projectIds,
      projectId: null,
      integrationId: id,
      destinationIds: [],
      title: `${alias} needs attention`,
    });
    for (const projectId of projectIds) {
      await tellFallback(tx, {
        projectId,
        noticeId,
        destinations: destinations
          .filter((one) => one.projectId === projectId)
          .map(({ id: destinationId, name }) => ({ id: destinationId, name })),
        connection: alias,
        sentence: broken.detail,
        at: broken.at,
      });
    }
  }
}

/** The code of notices that a smaller plan made. */
const planCode = "plan";

/** Tells of the connections in use that a smaller plan lets rest. What is broken besides was told already. */
export async function tellPlanLost(
  tx: Tx,
  organizationId: string,
  lost: Omit<Broken, "code">,
): Promise<void> {
  const resting = await tx.workflowIntegration.findMany({
    where: {
      organizationId,
      brokenCode: null,
      destinations: { some: { enabled: true, deletedAt: null } },
    },
    select: { id: true, alias: true, organizationId: true, connectedById: true },
    orderBy: { id: "asc" },
  });
  await tellIntegrationsBroken(tx, resting, { ...lost, code: planCode });
}

/** The plan is back: what notices told of it is over. */
export async function settlePlanNotices(tx: Tx, organizationId: string, now: Date): Promise<void> {
  await tx.notice.updateMany({
    where: { organizationId, code: planCode, mendedAt: null },
    data: { mendedAt: now },
  });
}

/** Whoever connected the workspace that these go through. */
async function ownerOf(tx: Tx, destinations: readonly MarkedDestination[]): Promise<string | null> {
  const integrationId = destinations.find((one) => one.integrationId !== null)?.integrationId;
  if (!integrationId) return null;
  const integration = await tx.workflowIntegration.findUnique({
    where: { id: integrationId },
    select: { connectedById: true },
  });
  return integration?.connectedById ?? null;
}

async function writeNotice(tx: Tx, broken: Broken, notice: NewNotice): Promise<string> {
  const { ownerId, projectIds, ...columns } = notice;
  const { organizationId } = columns;
  const id = newId();
  const people = await peopleToTell(tx, { organizationId, ownerId, projectIds });
  await tx.notice.create({
    data: {
      id,
      ...columns,
      code: broken.code,
      sentence: broken.detail.slice(0, 1_000),
      createdAt: broken.at,
      recipients: { createMany: { data: people } },
    },
    select: { id: true },
  });
  const before = new Date(broken.at.getTime() - keptDays * 86_400_000);
  await tx.notice.deleteMany({ where: { organizationId, mendedAt: { lt: before } } });
  return id;
}

/** What notices told of these destinations is over, once all of them work or are gone. */
export async function settleDestinationNotices(tx: Tx, destinationIds: string[], now: Date): Promise<void> {
  await tx.$executeRaw`
    update "Notice" n set "mendedAt" = ${now}
    where n."mendedAt" is null and n."destinationIds" && ${destinationIds}::uuid[] and not exists (
      select 1 from "Destination" d
      where d."id" = any(n."destinationIds") and d."brokenCode" is not null and d."deletedAt" is null
    )`;
}

/** What notices told of these connections is over; a plan that is missing besides is not. */
export async function settleIntegrationNotices(tx: Tx, integrationIds: string[], now: Date): Promise<void> {
  await tx.notice.updateMany({
    where: { integrationId: { in: integrationIds }, code: { not: planCode }, mendedAt: null },
    data: { mendedAt: now },
  });
}
