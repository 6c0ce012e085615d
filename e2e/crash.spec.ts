import { expect, test } from "@playwright/test";
import { z } from "zod";
import { type Api, apiOf, signInOverHttp } from "./api.ts";
import { channelIdOf, connectByToken } from "./prepare.ts";
import { startBellwire, startSandbox } from "./processes.ts";

const admin = { email: "ada@example.com", password: "a long enough sentence" };
const requests = 200;
const crashesAfter = [40, 110, 170];
const environments = ["dev", "staging", "prod"];
const messagesSchema = z.object({
  messages: z.array(
    z.object({ text: z.string(), blocks: z.array(z.unknown()), thread_ts: z.string().nullish() }),
  ),
});

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A project whose requests go to two channels per environment, by path, so that Slack's pace allows the number. */
async function prepare(api: Api, sandbox: Sandbox, organizationId: string, projectId: string) {
  const integrationId = await connectByToken(api, sandbox, organizationId, projectId);
  for (const environment of environments) {
    for (const half of ["a", "b"]) {
      const name = `crash-${environment}-${half}`;
      await sandbox.control("POST", "channels", { name });
      const channelId = await channelIdOf(api, { projectId, integrationId }, name);
      await api.notifications.addSlackChannels.mutate({
        projectId,
        integrationId,
        selections: [{ eventTypes: ["access-request:*"], channelIds: [channelId] }],
        filter: { environments: [environment], pathGlob: `/${half}/**` },
      });
    }
  }
  const { id: approver } = await api.session.me.query();
  await api.accessPolicies.create.mutate({
    projectId,
    name: "All",
    pathGlob: "/**",
    approverIds: [approver],
    requiredApprovals: 1,
  });
}

test("after kill -9 while 200 requests are made, every accepted one is delivered, duplicates labelled", async () => {
  test.setTimeout(300_000);
  const sandbox = await startSandbox();
  let bellwire = await startBellwire({ sandboxUrl: sandbox.url });
  try {
    const names = { name: "Ada", organizationName: "Acme", projectName: "Payments" };
    const { organizationId, projectId } = await apiOf(bellwire.baseUrl).session.setUp.mutate({
      ...admin,
      ...names,
      code: await bellwire.setupCode(),
    });
    const api = apiOf(bellwire.baseUrl, await signInOverHttp(bellwire.baseUrl, admin));
    await prepare(api, sandbox, organizationId, projectId);

    // Slack takes its time to answer, so that the process also dies between Slack's storing and our recording.
    await sandbox.control("POST", "faults", {
      kind: "slow",
      method: "chat.postMessage",
      delayMs: 250,
      times: "always",
    });
    const accepted = new Set<string>();
    const crash = async () => {
      await bellwire.crash();
      bellwire = await startBellwire({
        sandboxUrl: sandbox.url,
        dataDir: bellwire.dataDir,
        port: bellwire.port,
      });
    };
    let running = Promise.resolve();
    const ask = async (number: number) => {
      try {
        const request = await api.accessRequests.create.mutate({
          projectId,
          environment: environments[number % 3] ?? "dev",
          secretPath: number % 2 === 0 ? "/a/db" : "/b/db",
          permissions: ["read"],
          durationSeconds: 3_600,
          note: `number ${number}`,
        });
        accepted.add(request.id);
      } catch {
        // Not accepted: the process was down or died under it. Once it is back the next ones follow.
        await running;
      }
    };
    for (let number = 0; number < requests; number += 4) {
      const asked = [0, 1, 2, 3].map((i) => ask(number + i));
      if (crashesAfter.some((at) => at >= number && at < number + 4))
        running = Promise.race(asked).then(crash);
      await Promise.all(asked);
      await running;
    }
    expect(accepted.size).toBeGreaterThan(requests - 4 * crashesAfter.length - 1);

    await expect
      .poll(
        async () => {
          const counts = await api.deliveries.counts.query({ projectId });
          return counts
            .filter((c) => c.state === "waiting" || c.state === "sending")
            .reduce((sum, c) => sum + c.count, 0);
        },
        { timeout: 150_000, intervals: [1_000] },
      )
      .toBe(0);
    const counts = await api.deliveries.counts.query({ projectId });
    expect(counts.filter((c) => c.count > 0).map((c) => c.state)).toEqual(["delivered"]);
    const { messages } = messagesSchema.parse(await sandbox.control("GET", "messages"));
    let duplicates = 0;
    for (const id of accepted) {
      const its = messages.filter((m) => JSON.stringify(m.blocks).includes(id));
      expect(its.length, `request ${id} has a message`).toBeGreaterThan(0);
      const unlabelled = its.filter((m) => !JSON.stringify(m.blocks).includes("Possible duplicate"));
      expect(unlabelled.length, `request ${id} has no unlabelled duplicate`).toBeLessThanOrEqual(1);
      duplicates += its.length - 1;
    }
    test.info().annotations.push({
      type: "figures",
      description: `accepted ${accepted.size}, messages ${messages.length}, labelled duplicates ${duplicates}, lost 0`,
    });
    console.log(
      `accepted ${accepted.size}, messages ${messages.length}, labelled duplicates ${duplicates}, lost 0`,
    );
  } finally {
    await bellwire.stop();
    await sandbox.stop();
  }
});
