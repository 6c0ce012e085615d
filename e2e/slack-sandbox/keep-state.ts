import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseState, type State } from "./state.ts";

const QUIET_MS = 200;

/** Reads the state an earlier run kept, or null when there is none. */
export function loadState(file: string): State | null {
  return existsSync(file) ? parseState(readFileSync(file, "utf8")) : null;
}

/** Keeps the state in a file: soon after a change, at most a few times a second, and once more at the end. */
export function createKeeper(file: string, state: State) {
  let timer: NodeJS.Timeout | null = null;
  function write(): void {
    timer = null;
    const next = `${file}.next`;
    writeFileSync(next, JSON.stringify(state));
    renameSync(next, file);
  }
  return {
    changed(): void {
      timer ??= setTimeout(write, QUIET_MS);
    },
    close(): void {
      if (timer !== null) clearTimeout(timer);
      write();
    },
  };
}
