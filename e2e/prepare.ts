import { z } from "zod";
import type { Api } from "./api.ts";
import type { startSandbox } from "./processes.ts";

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const appSchema = z.object({ clientId: z.string() });
const installSchema = z.object({ token: z.string() });

/** Connects the sandbox's first workspace with a pasted bot token and has its channels listed; answers the integration. */
export async function connectByToken(
  api: Api,
  sandbox: Sandbox,
  organizationId: string,
  projectId: string,
): Promise<string> {
  const app = appSchema.parse(await sandbox.control("POST", "apps", { name: "Bellwire" }));
  const scopes = ["chat:write", "chat:write.public", "channels:read", "groups:read"];
  const { token } = installSchema.parse(
    await sandbox.control("POST", "install", { clientId: app.clientId, scopes }),
  );
  const { id } = await api.integrations.connectWithToken.mutate({
    organizationId,
    token,
    alias: "acme",
    description: "",
  });
  await channelIdOf(api, { projectId, integrationId: id }, "general");
  return id;
}

/** A channel's id by its name, as soon as the list that Bellwire fetches has it. */
export async function channelIdOf(
  api: Api,
  place: { projectId: string; integrationId: string },
  name: string,
): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await api.integrations.resolveChannel.mutate({ ...place, typed: name });
    if (answer.found) return answer.channel.channelId;
    if (!answer.pending || Date.now() > deadline) throw new Error(answer.sentence);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
