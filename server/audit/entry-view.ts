import type { Prisma } from "#server/db/generated/client.ts";

/** What people read of an entry. */
export const auditSelect = {
  id: true,
  at: true,
  projectId: true,
  actorKind: true,
  actorId: true,
  actorName: true,
  action: true,
  targetKind: true,
  targetId: true,
  targetName: true,
  before: true,
  after: true,
  ipAddress: true,
  userAgent: true,
  requestId: true,
  segment: true,
  number: true,
  entryHash: true,
  chainHash: true,
  contentHash: true,
} satisfies Prisma.AuditEntrySelect;

type Row = Prisma.AuditEntryGetPayload<{ select: typeof auditSelect }>;

/** An entry with its project's name, and its place in the chain once it is sealed. */
export function viewOfEntry(row: Row, projects: ReadonlyMap<string, string>) {
  const { projectId, segment, number, entryHash, chainHash, contentHash, ...entry } = row;
  return {
    ...entry,
    project: projectId === null ? null : { id: projectId, name: projects.get(projectId) ?? null },
    /** Its content was erased later; what stands here besides still proves itself. */
    erased: contentHash !== null,
    seal:
      number === null
        ? null
        : { number: Number(number), segment, entryHash: hexOf(entryHash), chainHash: hexOf(chainHash) },
  };
}

/** An entry as people read it. */
export type EntryView = ReturnType<typeof viewOfEntry>;

function hexOf(bytes: Uint8Array | null): string {
  return bytes === null ? "" : Buffer.from(bytes).toString("hex");
}
