import type { Verification } from "#server/audit/verify-database.ts";
import type { Proof } from "#server/audit/verify-chain.ts";

/** From this age on, what the sealing process should have done long ago is told. */
const overdueMs = 3_600_000;

/** What a verification found, as lines for the person at the terminal. */
export function describeVerification(
  { verdict, unsealed, files }: Verification,
  now: Date,
): { intact: boolean; lines: string[] } {
  const lines = verdict.intact ? proven(verdict.proof, now) : [];
  if (!verdict.intact) {
    const { broken, proof } = verdict;
    const named = broken.entry
      ? `Entry ${broken.number} (${broken.entry.id}, ${broken.entry.at.toISOString()}, ${broken.entry.action})`
      : `Entry ${broken.number}`;
    lines.push(`The audit log is broken. ${named}: ${broken.sentence}`);
    lines.push(
      proof.entries === 0
        ? "No entry before it was proven."
        : `The chain was followed to entry ${proof.segments.at(-1)?.last}; checkpoints prove it up to entry ${proof.covered}.`,
    );
  }
  for (const { file, checkpoints, unreadable } of files) {
    const read = `${file}: ${count(checkpoints, "checkpoint")}`;
    const where = unreadable.slice(0, 5).join(", ");
    lines.push(
      unreadable.length === 0
        ? `${read}.`
        : `${read}; ${count(unreadable.length, "line")} could not be read (${where}): cut by a crash, or changed.`,
    );
  }
  if (files.length === 0) {
    lines.push("No checkpoint file was given and the data folder has none: nothing outside was compared.");
  }
  if (unsealed.count > 0) {
    lines.push(
      isOverdue(unsealed.oldest, now)
        ? `${count(unsealed.count, "entry", "entries")} not sealed, the oldest since ${unsealed.oldest?.toISOString()}: is a process with WORKER on running?`
        : `${count(unsealed.count, "entry", "entries")} not sealed yet; that takes a second while Bellwire runs.`,
    );
  }
  return { intact: verdict.intact, lines };
}

function proven(proof: Proof, now: Date): string[] {
  const last = proof.segments.at(-1);
  if (!last) return ["The audit log is empty: nothing was sealed yet."];
  const { agreeing, restoredAway, lastLost } = proof.checkpoints;
  const erased = proof.erased > 0 ? `, ${proof.erased} of them with erased content` : "";
  const lines = [
    `The audit log is intact: ${count(proof.entries, "entry", "entries")}${erased}, none changed, missing or moved. The latest is number ${last.last}.`,
    agreeing === 0
      ? "No checkpoint speaks of it yet."
      : `${count(agreeing, "signed checkpoint")} ${agreeing === 1 ? "agrees" : "agree"} with it, up to entry ${proof.covered}.`,
  ];
  if (proof.erased > 0) {
    const more = proof.erased - proof.firstErased.length;
    const which = proof.firstErased.join(", ") + (more > 0 ? ` and ${more} more` : "");
    lines.push(
      `Who, what and where was erased of ${which}. Bellwire has no command for that yet: if nobody was meant to, somebody hid it.`,
    );
  }
  if (isOverdue(proof.uncoveredSince, now)) {
    lines.push(
      `The entries from ${proof.covered + 1} on have no checkpoint, though the first is of ${proof.uncoveredSince?.toISOString()}: look whether checkpoints were removed.`,
    );
  }
  const [, ...later] = proof.segments;
  for (const { segment, first, since } of last.segment === 1 ? [] : later.length ? later : proof.segments) {
    lines.push(
      `Segment ${segment} begins at entry ${first} (${since.toISOString()}): the database was put back to its state after entry ${first - 1}.`,
    );
  }
  if (restoredAway > 0) {
    lines.push(
      `${count(restoredAway, "checkpoint")} ${restoredAway === 1 ? "speaks" : "speak"} of entries, up to ${lastLost}, that were sealed before and are gone since. If nobody restored a backup then, somebody removed them.`,
    );
  }
  return lines;
}

/** Whether something has been waiting for so long that somebody should look. */
function isOverdue(since: Date | null, now: Date): boolean {
  return since !== null && now.getTime() - since.getTime() > overdueMs;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
