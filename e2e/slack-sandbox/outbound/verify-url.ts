import type { App } from "../state.ts";
import { slackJson } from "../web-api/wire.ts";
import type { World } from "../world.ts";

/** Whether an answer holds the challenge, as plain text, as a form or as JSON. */
export function answersChallenge(text: string, challenge: string): boolean {
  if (text.trim() === challenge || new URLSearchParams(text.trim()).get("challenge") === challenge)
    return true;
  try {
    const value: unknown = JSON.parse(text);
    return (
      typeof value === "object" && value !== null && "challenge" in value && value.challenge === challenge
    );
  } catch {
    return false;
  }
}

/** Challenges the app's request URL, as the settings page does when "Verify" is pressed; a success also re-enables. */
export async function verifyEventsUrl(
  world: World,
  app: App,
): Promise<{ verified: boolean; problem: string | null }> {
  if (app.eventsUrl === null) return { verified: false, problem: "The app has no request URL." };
  const challenge = world.ids.challenge();
  const body = { token: app.verificationToken, challenge, type: "url_verification" };
  const posted = await world.outbox.send({
    kind: "url_verification",
    type: "url_verification",
    appId: app.id,
    team: null,
    eventId: null,
    contentType: "application/json",
    body: slackJson(body),
    happenedAt: world.now(),
  });
  const right = posted.status === 200 && answersChallenge(posted.text, challenge);
  if (right) {
    app.eventsVerified = true;
    app.eventsDisabled = false;
    world.outbox.forgetFailures(app.id);
    world.changed();
    return { verified: true, problem: null };
  }
  const problem =
    posted.reason === null
      ? "Your URL didn't respond with the value of the challenge parameter."
      : `Your request URL failed: ${posted.status === null ? posted.reason : `HTTP ${posted.status}`}.`;
  return { verified: false, problem };
}
