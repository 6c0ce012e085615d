import { createHash } from "node:crypto";

/** What an incoming webhook's address looks like. Source: fact sheet, section 4. */
const path = /^\/services\/T[A-Z0-9]{2,30}\/B[A-Z0-9]{2,30}\/[A-Za-z0-9]{16,64}$/;

/** An address that can be one, or why not. No sentence repeats the address: it is a secret. */
export type WebhookUrl = { ok: true; url: string } | { ok: false; sentence: string };

/** Judges the address of an incoming webhook as somebody typed it; `origins` are those of SLACK_WEBHOOK_HOSTS. Pure. */
export function readWebhookUrl(typed: string, origins: readonly string[]): WebhookUrl {
  const text = typed.trim();
  const example = `${origins[0] ?? "https://hooks.slack.com"}/services/…`;
  const no = (sentence: string) => ({ ok: false as const, sentence });
  if (!URL.canParse(text)) return no(`Paste the whole address, as Slack shows it: ${example}`);
  const url = new URL(text);
  if (!origins.includes(url.origin) || url.username !== "" || url.password !== "") {
    return no(
      `The address of an incoming webhook begins with ${example} This one leads elsewhere; an operator can allow other hosts in SLACK_WEBHOOK_HOSTS.`,
    );
  }
  if (/^\/(workflows|triggers)\//.test(url.pathname)) {
    return no(
      "This is the address of a workflow in Slack, which takes no messages of ours. Make an incoming webhook, as shown above.",
    );
  }
  if (!path.test(url.pathname) || url.search !== "" || url.hash !== "") {
    return no(`This is not the whole address, or more than it. Copy it in Slack once more: ${example}`);
  }
  return { ok: true, url: url.href };
}

/** All of an address that is ever shown. */
export const lastFourOf = (url: string) => url.slice(-4);

/** Tells two addresses apart without telling them; what is hashed cannot be guessed. */
export const hashOf = (url: string) => createHash("sha256").update(url).digest("hex");
