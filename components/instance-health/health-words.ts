import { durationOf } from "#server/operations/words.ts";

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

type Queue = { due: number; later: number; sending: number; oldestDueSeconds: number };

/** What waits, in a sentence. */
export function queueWords({ due, later, sending, oldestDueSeconds }: Queue): string {
  if (due + later + sending === 0) return "Nothing waits: everything that was to be sent was sent.";
  const parts = [
    due > 0
      ? `${counted(due, "delivery is", "deliveries are")} due${oldestDueSeconds >= 2 ? `, the oldest for ${durationOf(oldestDueSeconds)}` : ""}`
      : "",
    sending > 0 ? `${counted(sending, "is", "are")} being sent` : "",
    later > 0
      ? `${counted(later, "waits", "wait")} for another try, a mended destination or the end of a pause`
      : "",
  ].filter(Boolean);
  const sentence = parts.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

type Sequencer = { waiting: number; oldestSeconds: number; setAside: number };

/** What waits to be sequenced, in a sentence. */
export function outboxWords({ waiting, oldestSeconds, setAside }: Sequencer): string {
  const aside =
    setAside === 0
      ? ""
      : ` ${counted(setAside, "event", "events")} could not be read and ${setAside === 1 ? "was" : "were"} set aside; the project’s Events page shows ${setAside === 1 ? "it" : "them"}.`;
  if (waiting === 0) return `No event waits to be sequenced.${aside}`;
  const since = oldestSeconds >= 2 ? `, the oldest for ${durationOf(oldestSeconds)}` : "";
  return `${counted(waiting, "event waits", "events wait")} to be sequenced${since}.${aside}`;
}

type Keys = {
  current: number;
  versions: readonly number[];
  inUse: readonly { version: number; dataKeys: number }[];
};

/** How the encryption key stands, and the next step of a rotation, if one is begun. */
export function keyWords({ current, versions, inUse }: Keys): { tone: "ok" | "warning"; text: string } {
  const old = inUse.filter((one) => one.version !== current && one.dataKeys > 0);
  const all = inUse.reduce((sum, one) => sum + one.dataKeys, 0);
  const keys = counted(all, "data key is", "data keys are");
  if (old.length > 0) {
    const left = old.reduce((sum, one) => sum + one.dataKeys, 0);
    return {
      tone: "warning",
      text: `${left.toLocaleString("en")} of ${counted(all, "data key", "data keys")} still need version ${old.map((one) => one.version).join(" and ")} of the encryption key. Run npm run keys:rotate to wrap them with version ${current}.`,
    };
  }
  const spare = versions.filter((version) => version !== current);
  const may =
    spare.length > 0 ? ` Version ${spare.join(" and ")} is not needed any more and may be removed.` : "";
  return { tone: "ok", text: `${keys} wrapped with version ${current} of the encryption key.${may}` };
}

/** Whether the disk is about to be full: little in share, and little in size. */
export function diskTone({ freeBytes, totalBytes }: { freeBytes: number; totalBytes: number }) {
  if (freeBytes < 1e9) return "danger";
  return freeBytes / Math.max(totalBytes, 1) < 0.1 && freeBytes < 20e9 ? "warning" : "ok";
}

const staleBackupDays = 7;

/** How the last backup stands. */
export function backupTone(at: Date | null, now: Date): "ok" | "warning" {
  if (!at) return "warning";
  return now.getTime() - at.getTime() > staleBackupDays * 86_400_000 ? "warning" : "ok";
}
