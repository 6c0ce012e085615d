import { lookup } from "node:dns/promises";
import type { Deadline } from "#server/egress/deadline.ts";
import { type Failed, failed } from "#server/egress/outcome.ts";

/** Finds the addresses of a name, best first; the port to the name service. Rejects as node:dns does. */
export type Resolver = (name: string) => Promise<readonly string[]>;

/** The machine's own resolver, with its hosts file. */
export const systemResolver: Resolver = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** All addresses of a name, or why there are none; waits no longer than the deadline. */
export async function resolveName(
  name: string,
  resolver: Resolver,
  deadline: Deadline,
): Promise<readonly string[] | Failed> {
  const { signal } = deadline;
  let giveUp = () => {};
  const ended = new Promise<Failed>((resolve) => {
    giveUp = () => resolve(failed("before-write", deadline.reason()));
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
  try {
    return await Promise.race([answersOf(name, resolver), ended]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

async function answersOf(name: string, resolver: Resolver): Promise<readonly string[] | Failed> {
  try {
    const answers = await resolver(name);
    return answers.length > 0 ? answers : failed("before-write", "name-not-found");
  } catch (error) {
    const unknown = error instanceof Error && "code" in error && error.code === "ENOTFOUND";
    return failed("before-write", unknown ? "name-not-found" : "name-lookup-failed");
  }
}
