import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { type CallbackOptions, InstallProvider, type StateStore } from "@slack/oauth";
import type { Env } from "#server/env.ts";
import type { SlackAppSettings } from "#server/slack/app/read-slack-app.ts";
import { silent, slackClientOptions } from "#server/slack/client.ts";

/** What one use of the provider brings along. */
export type ProviderParts = {
  app: Pick<SlackAppSettings, "clientId" | "clientSecret">;
  stateStore: StateStore;
  /** Ends every request to Slack. */
  deadline?: AbortSignal;
};

/**
 * Slack's own installer with our state store and our browser cookie: its cookie is `Secure` only and its state is
 * neither single use nor ours (fact sheet 7.1), hence `legacyStateVerification`. It stores nothing itself.
 */
export function createInstallProvider(env: Env, parts: ProviderParts): InstallProvider {
  const clientOptions = slackClientOptions(env, {
    timeout: 10_000,
    retries: 1,
    ...(parts.deadline ? { deadline: parts.deadline } : {}),
  });
  return new InstallProvider({
    clientId: parts.app.clientId,
    clientSecret: parts.app.clientSecret,
    authorizationUrl: env.slackAuthorizeUrl,
    stateStore: parts.stateStore,
    legacyStateVerification: true,
    installationStore: {
      storeInstallation: async () => {},
      fetchInstallation: () => Promise.reject(new Error("Installations are kept by storeIntegration.")),
    },
    clientOptions,
    logger: silent,
  });
}

/** Runs the provider's callback, which speaks only Node's request and response, on the query of a Web request. */
export async function runCallback(
  provider: InstallProvider,
  search: string,
  options: CallbackOptions,
): Promise<void> {
  const request = new IncomingMessage(new Socket());
  request.url = `/api/slack/oauth/callback${search}`;
  request.headers = { host: "localhost" };
  await provider.handleCallback(request, new ServerResponse(request), options);
}
