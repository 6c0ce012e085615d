import { z } from "zod";
import type { Api } from "./api.ts";
import type { startSandbox } from "./processes.ts";

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const appSchema = z.object({ clientId: z.string() });
const installSchema = z.object({ token: z.string() });

/** Connects the sandbox's first workspace with a pasted bot token and fetches its channels; answers the integration. */
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
  await api.integrations.refreshChannels.mutate({ projectId, integrationId: id });
  return id;
}
