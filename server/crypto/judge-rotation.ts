import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { ProcessState } from "#server/operations/read-system.ts";

type Reader = Pick<ProcessState, "role" | "host" | "pid" | "keyVersions" | "keyFingerprints" | "alive">;

/**
 * Why a rotation must wait: processes that could not read what it leaves, as they lack the newest version of the key or
 * have another key under a number that is here too. Pure. A sentence, or null when it may begin.
 */
export function whyNotYet(
  { current, fingerprints }: Pick<KeyRing, "current" | "fingerprints">,
  processes: readonly Reader[],
): string | null {
  const alive = processes.filter((one) => one.alive);
  const unable = alive.filter((one) => !one.keyVersions.includes(current));
  if (unable.length > 0) {
    return `${unable.length === 1 ? "A running process does" : `${unable.length} running processes do`} not have version ${current} of the key yet: ${namesOf(unable)}. Give every process the new key beside the old ones, restart it, and run this again.`;
  }
  for (const own of fingerprints) {
    const [version = ""] = own.split(":");
    const others = alive.filter(({ keyFingerprints }) =>
      keyFingerprints.some((one) => one !== own && one.startsWith(`${version}:`)),
    );
    if (others.length === 0) continue;
    return `Version ${version} of the key is another key here than in ${namesOf(others)}. Give every process the same one, restart it, and run this again; keep the other until this has said what may go.`;
  }
  return null;
}

/** Data keys that are said to be wrapped with a version, and do not open with the key that it has here. Pure. */
export function whyForeign(current: number, unopened: number): string | null {
  if (unopened === 0) return null;
  const those = unopened === 1 ? "1 data key is" : `${unopened} data keys are`;
  return `${those} marked as wrapped with version ${current} and ${unopened === 1 ? "does" : "do"} not open with the key here: some process has, or had, another key under that number. Look for it in every ENCRYPTION_KEY and encryption.key, and remove no key until it is found.`;
}

const namesOf = (processes: readonly Reader[]) =>
  processes.map(({ host, pid }) => `${host} (process ${pid})`).join(", ");

/** What is left to do with old keys once everything is wrapped anew, in sentences. Pure. */
export function whatMayGo(input: {
  current: number;
  /** Versions that this command has. */
  versions: readonly number[];
  counts: readonly { version: number; dataKeys: number }[];
  /** Of those marked as wrapped with `current`, how many its key does not open. */
  unopened: number;
  processes: readonly Reader[];
  /** Where the keys stand: ENCRYPTION_KEY or a file. */
  from: string;
}): string[] {
  const { current, versions, counts, unopened, processes, from } = input;
  const left = counts.filter((one) => one.version !== current && one.dataKeys > 0);
  if (left.length > 0) {
    const words = left.map(({ version, dataKeys }) => `${dataKeys} with version ${version}`).join(", ");
    return [`Not everything is wrapped with version ${current} yet (${words}): run this again.`];
  }
  const foreign = whyForeign(current, unopened);
  if (foreign) return [foreign];
  const old = versions.filter((version) => version !== current);
  if (old.length === 0)
    return [`Only version ${current} is in use, and only it is here: nothing is to be removed.`];
  const name = old.length === 1 ? `Version ${old[0]}` : `Versions ${old.join(" and ")}`;
  const making = processes.filter((one) => one.alive && !one.keyVersions.includes(current));
  return [
    `${name} may be removed from ${from} now, in every process; restart them at any time.`,
    ...(making.length > 0
      ? ["Some running processes do not have the new version yet: restart them with it first."]
      : []),
    `Backups made before now still need ${old.length === 1 ? "it" : "them"}: keep a copy with those.`,
  ];
}
