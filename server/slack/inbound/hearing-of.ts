import type { IntegrationSource } from "#server/db/generated/client.ts";
import type { Runtime } from "#server/runtime.ts";
import { hasSigningSecret } from "#server/slack/app/read-slack-app.ts";

/**
 * Whether Slack tells us what happens to a connection: `off` without a Signing Secret, `unheard` while nobody verified
 * the address at Slack, `elsewhere` while no event of its app has come here.
 */
export type Hearing = "off" | "unheard" | "elsewhere" | "told";

/**
 * Judges a connection by what came so far. A connection by consent is of the instance's own app; a pasted token may be
 * of any, which shows only once an event of that app comes.
 */
export async function hearingOf(
  runtime: Runtime,
  { source, appId }: { source: IntegrationSource; appId: string },
): Promise<Hearing> {
  if (!(await hasSigningSecret(runtime))) return "off";
  const { slackRequestSeen: seen } = runtime.db;
  if ((await seen.count({ where: { kind: { in: ["event", "verification"] } } })) === 0) return "unheard";
  if (source === "oauth") return "told";
  return (await seen.count({ where: { kind: "event", appId } })) > 0 ? "told" : "elsewhere";
}
