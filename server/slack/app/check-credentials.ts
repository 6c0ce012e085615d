import type { Env } from "#server/env.ts";
import { AppError, invalid } from "#server/errors.ts";
import { callSlack, createSlackClient, type SlackFailure } from "#server/slack/client.ts";

/** What Slack says of a client id and secret. */
export type CredentialsVerdict =
  | { kind: "right" }
  | { kind: "wrong"; field: "clientId" | "clientSecret"; sentence: string }
  | { kind: "unchecked"; sentence: string };

/** Asks Slack to exchange a code that cannot exist: it looks at id and secret first, and only then at the code. */
export async function checkCredentials(
  env: Env,
  clientId: string,
  clientSecret: string,
): Promise<CredentialsVerdict> {
  const client = createSlackClient(env, null, { timeout: 10_000 });
  const result = await callSlack(() =>
    client.oauth.v2.access({ client_id: clientId, client_secret: clientSecret, code: "bellwire-check" }),
  );
  return result.ok ? { kind: "right" } : judgeCheck(result);
}

/** Reads Slack's refusal of the impossible code. Pure. */
export function judgeCheck(failure: SlackFailure): CredentialsVerdict {
  if (failure.kind !== "platform") return { kind: "unchecked", sentence: unreachable(failure) };
  switch (failure.error) {
    case "invalid_code":
    case "code_already_used":
      return { kind: "right" };
    case "invalid_client_id":
      return {
        kind: "wrong",
        field: "clientId",
        sentence:
          "Slack knows no app with this Client ID. Copy it from Basic Information of your Slack app, under App Credentials.",
      };
    case "bad_client_secret":
      return {
        kind: "wrong",
        field: "clientSecret",
        sentence:
          "Slack says this Client Secret does not belong to the Client ID. Press Show beside Client Secret in Slack and copy it again.",
      };
    default:
      return {
        kind: "unchecked",
        sentence: `Slack could not check the app (${failure.error}). Nothing was saved. Try again.`,
      };
  }
}

function unreachable(failure: SlackFailure): string {
  switch (failure.kind) {
    case "rate_limited":
      return "Slack asks us to slow down. Nothing was saved. Try again in a minute.";
    case "timeout":
      return "Slack did not answer in time. Nothing was saved. Try again.";
    case "network":
      return `Slack cannot be reached (${failure.message}). Nothing was saved. Check that this server may open connections to Slack, then try again.`;
    default:
      return "Slack failed to answer. Nothing was saved. Try again in a minute.";
  }
}

/** Refuses with the verdict at its field, unless id and secret are right. */
export function requireRight(verdict: CredentialsVerdict): void {
  if (verdict.kind === "wrong") throw invalid(verdict.field, verdict.sentence);
  if (verdict.kind === "unchecked") throw new AppError("unavailable", verdict.sentence);
}
