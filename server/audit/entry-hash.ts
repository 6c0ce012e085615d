import { createHash } from "node:crypto";

/**
 * The hashed forms of the audit log, version 1. Each hash is SHA-256 and begins with a name of its own, so that no
 * hash can pass for another kind. Canonical JSON has its keys in the order of UTF-16 and no spaces; times are ISO 8601
 * in UTC with milliseconds.
 *
 *     head    = H("bellwire-audit-head/1\n" ‖ canonical JSON of what stays for ever)
 *     content = H("bellwire-audit-content/1\n" ‖ canonical JSON of what may be erased)
 *     entry   = H("bellwire-audit-entry/1\n" ‖ head ‖ content)
 *     chain   = H("bellwire-audit-chain/1\n" ‖ segment (u32) ‖ number (u64) ‖ chain before ‖ entry), big endian
 */
export const FORMAT = 1;

/** What the chain before the first entry is. */
export const GENESIS: Uint8Array<ArrayBuffer> = new Uint8Array(32);

/** What stays of an entry for ever. */
export type EntryHead = {
  id: string;
  organizationId: string | null;
  projectId: string | null;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  requestId: string;
};

/** What of an entry may be erased, leaving its hash: all that can name or place a person. */
export type EntryContent = {
  actorName: string;
  targetName: string;
  before: unknown;
  after: unknown;
  ipAddress: string;
  userAgent: string;
};

/** An entry as it is hashed; with `contentHash`, its content was erased. */
export type HashedEntry = EntryHead & EntryContent & { contentHash: Uint8Array | null };

/** What the content of an erased entry is. */
export const ERASED: EntryContent = {
  actorName: "",
  targetName: "",
  before: null,
  after: null,
  ipAddress: "",
  userAgent: "",
};

/** The hash of what may be erased of an entry; it stays in `contentHash` when that is done. */
export function contentHashOf(entry: EntryContent): Uint8Array<ArrayBuffer> {
  const { actorName, targetName, before, after, ipAddress, userAgent } = entry;
  const content = { actorName, targetName, before, after, ipAddress, userAgent };
  return hash("content", canonicalJson(content));
}

/** The hash of an entry, the same before and after its content was erased. */
export function entryHashOf(entry: HashedEntry): Uint8Array<ArrayBuffer> {
  const { id, organizationId, projectId, actorKind, actorId, action, targetKind, targetId, requestId } =
    entry;
  const head = {
    ...{ id, organizationId, projectId, at: entry.at.toISOString(), actorKind, actorId, action },
    ...{ targetKind, targetId, requestId },
  };
  return hash("entry", hash("head", canonicalJson(head)), entry.contentHash ?? contentHashOf(entry));
}

/** Whether an entry that counts as erased really has no content left. */
export function isErased(entry: EntryContent): boolean {
  return equalBytes(contentHashOf(entry), contentHashOf(ERASED));
}

/** One link of the chain. */
export type Link = { segment: number; number: number; before: Uint8Array; entryHash: Uint8Array };

/** The hash of the chain up to and including an entry. */
export function chainHashOf({ segment, number, before, entryHash }: Link): Uint8Array<ArrayBuffer> {
  const place = Buffer.alloc(12);
  place.writeUInt32BE(segment, 0);
  place.writeBigUInt64BE(BigInt(number), 4);
  return hash("chain", place, before, entryHash);
}

/** JSON of a value in its one form. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(",")}}`;
}

/** Whether two hashes are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hash(kind: string, ...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const digest = createHash("sha256").update(`bellwire-audit-${kind}/${FORMAT}\n`);
  for (const part of parts) digest.update(part);
  return Uint8Array.from(digest.digest());
}
