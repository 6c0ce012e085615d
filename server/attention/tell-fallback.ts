import type { Tx } from "#server/db/client.ts";
import { brokenSentence } from "#server/destinations/broken-sentence.ts";
import { targetSelect } from "#server/destinations/destination-kind.ts";
import { emit } from "#server/events/emit.ts";
import { noticeTypes } from "#server/events/types/destination.ts";

/** What broke in one project, as its fallback destination is told. */
export type ProjectTrouble = {
  projectId: string;
  noticeId: string;
  destinations: { id: string; name: string }[];
  /** The connection's alias where that broke. */
  connection: string | null;
  sentence: string;
  at: Date;
};

/**
 * Sends a notice to the project's fallback destination through the pipeline, in the marking transaction. Never about
 * itself, and not while it can take nothing itself: the app tells of that, so one break is told at most once here.
 */
export async function tellFallback(tx: Tx, trouble: ProjectTrouble): Promise<void> {
  const { projectId, noticeId, at, ...told } = trouble;
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: { fallback: { select: targetSelect } },
  });
  const fallback = project?.fallback;
  if (!fallback?.enabled || fallback.deletedAt || brokenSentence(fallback)) return;
  if (told.destinations.some(({ id }) => id === fallback.id)) return;
  await emit(tx, { clock: { now: () => at } }, noticeTypes.fail, {
    projectId,
    subject: `notice/${noticeId}`,
    environment: null,
    secretPath: null,
    data: { noticeId, ...told, since: at.toISOString() },
    to: fallback.id,
  });
}
