import type { ProcessState } from "#server/operations/read-system.ts";

type Reader = Pick<ProcessState, "role" | "host" | "pid" | "keyVersions" | "alive">;

/**
 * Why a rotation to `version` must wait: processes that could not read what it leaves. Pure.
 * A sentence, or null when it may begin.
 */
export function whyNotYet(version: number, processes: readonly Reader[]): string | null {
  const unable = processes.filter((one) => one.alive && !one.keyVersions.includes(version));
  if (unable.length === 0) return null;
  const names = unable.map(({ host, pid }) => `${host} (process ${pid})`).join(", ");
  return `${unable.length === 1 ? "A running process does" : `${unable.length} running processes do`} not have version ${version} of the key yet: ${names}. Give every process the new key beside the old ones, restart it, and run this again.`;
}

/** What is left to do with old keys once everything is wrapped anew, in sentences. Pure. */
export function whatMayGo(input: {
  current: number;
  /** Versions that this command has. */
  versions: readonly number[];
  counts: readonly { version: number; dataKeys: number }[];
  processes: readonly Reader[];
  /** Where the keys stand: ENCRYPTION_KEY or a file. */
  from: string;
}): string[] {
  const { current, versions, counts, processes, from } = input;
  const left = counts.filter((one) => one.version !== current && one.dataKeys > 0);
  if (left.length > 0) {
    const words = left.map(({ version, dataKeys }) => `${dataKeys} with version ${version}`).join(", ");
    return [`Not everything is wrapped with version ${current} yet (${words}): run this again.`];
  }
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
