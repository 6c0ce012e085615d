import type { ChainEnd } from "#server/audit/checkpoint-policy.ts";
import { chainHashOf, entryHashOf, equalBytes } from "#server/audit/entry-hash.ts";
import type { SealedEntry } from "#server/audit/entry-rows.ts";

/** How far ahead an entry is looked for that changed places with a broken one. */
const lookAhead = 5_000;

/** Says what happened to an entry whose content does not fit its hash, by what comes after it. */
export async function explainChanged(entry: SealedEntry, rest: AsyncIterator<SealedEntry>): Promise<string> {
  const hash = entryHashOf(entry);
  const other = await find(
    rest,
    (one) => one.entryHash !== null && entry.entryHash !== null && equalBytes(one.entryHash, hash),
  );
  if (other) {
    return `It was swapped: what stands here was sealed as entry ${other.number}.`;
  }
  return "It was changed: its content does not fit the hash under which it was sealed.";
}

/** Says what happened to an entry that is whole and does not follow from the one before it. */
export async function explainMoved(at: ChainEnd, rest: AsyncIterator<SealedEntry>): Promise<string> {
  const other = await find(rest, ({ segment, entryHash, chainHash }) => {
    if (segment === null || entryHash === null || chainHash === null) return false;
    const link = chainHashOf({ segment, number: at.number + 1, before: at.chainHash, entryHash });
    return equalBytes(link, chainHash);
  });
  if (other) return `It was swapped: entry ${other.number} (${other.id}) was sealed in this place.`;
  return "It does not stand where it was sealed: an entry was removed, put in or moved here, or the chain's hash was changed.";
}

async function find(
  rest: AsyncIterator<SealedEntry>,
  fits: (one: SealedEntry) => boolean,
): Promise<SealedEntry | null> {
  for (let looked = 0; looked < lookAhead; looked += 1) {
    const { value, done } = await rest.next();
    if (done) return null;
    if (fits(value)) return value;
  }
  return null;
}
