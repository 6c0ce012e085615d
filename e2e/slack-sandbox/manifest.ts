import { asObject, type Json } from "./block-problems.ts";
import { SCOPES } from "./installs.ts";

/** A manifest problem in the form Slack's validation answers. */
export type ManifestError = { message: string; pointer: string };

/** What the sandbox takes from a valid manifest. */
export type ManifestFacts = {
  name: string;
  description: string;
  botName: string;
  color: string;
  redirectUrls: string[];
  botScopes: string[];
  events: string[];
  eventsUrl: string | null;
  interactivityUrl: string | null;
  tokenRotation: boolean;
  orgDeploy: boolean;
};

/** What the sandbox's own switches say about manifests. */
export type ManifestRules = { allowHttp: boolean; ipRanges: number };

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

function mayBeHttp(url: URL, allowHttpRedirects: boolean): boolean {
  return allowHttpRedirects && url.protocol === "http:" && LOOPBACK.includes(url.hostname);
}

/** Checks an address of ours that Slack would call or send browsers to. */
function addressErrors(value: unknown, pointer: string, what: string, allowHttp: boolean): ManifestError[] {
  if (typeof value !== "string" || !URL.canParse(value)) {
    return [{ message: `${what} must be a valid URL`, pointer }];
  }
  const url = new URL(value);
  if (url.protocol !== "https:" && !mayBeHttp(url, allowHttp)) {
    return [{ message: `${what} must use https`, pointer }];
  }
  return url.hash === "" ? [] : [{ message: `${what} must not contain a fragment`, pointer }];
}

function lengthErrors(value: unknown, pointer: string, max: number, required: boolean): ManifestError[] {
  if (value === undefined) return required ? [{ message: "Must have required property", pointer }] : [];
  if (typeof value !== "string") return [{ message: "Must be a string", pointer }];
  if (value === "") return [{ message: "Must be at least 1 character", pointer }];
  return value.length > max ? [{ message: `Must be no longer than ${max} characters`, pointer }] : [];
}

function listErrors(
  value: unknown,
  pointer: string,
  max: number,
): { items: unknown[]; errors: ManifestError[] } {
  if (value === undefined) return { items: [], errors: [] };
  if (!Array.isArray(value)) return { items: [], errors: [{ message: "Must be an array", pointer }] };
  if (value.length > max)
    return { items: [], errors: [{ message: `Must have at most ${max} items`, pointer }] };
  return { items: value, errors: [] };
}

function displayErrors(manifest: Json): ManifestError[] {
  const info = asObject(manifest.display_information);
  if (info === null) return [{ message: "Must have required property", pointer: "/display_information" }];
  const at = "/display_information";
  const errors = [
    ...lengthErrors(info.name, `${at}/name`, 35, true),
    ...lengthErrors(info.description, `${at}/description`, 140, false),
    ...lengthErrors(info.long_description, `${at}/long_description`, 4000, false),
  ];
  const long = info.long_description;
  if (typeof long === "string" && long.length < 174) {
    errors.push({ message: "Must be at least 174 characters", pointer: `${at}/long_description` });
  }
  const color = info.background_color;
  if (color !== undefined && !/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(String(color))) {
    errors.push({ message: "Must be a hex color", pointer: `${at}/background_color` });
  }
  return errors;
}

function scopeErrors(oauth: Json, hasBot: boolean): ManifestError[] {
  const scopes = asObject(oauth.scopes) ?? {};
  const at = "/oauth_config/scopes";
  const bot = listErrors(scopes.bot, `${at}/bot`, 255);
  const user = listErrors(scopes.user, `${at}/user`, 255);
  const optional = listErrors(scopes.bot_optional, `${at}/bot_optional`, 255);
  const errors = [...bot.errors, ...user.errors, ...optional.errors];
  for (const [index, scope] of bot.items.entries()) {
    if (!Object.hasOwn(SCOPES, String(scope))) {
      errors.push({ message: `Invalid scope: ${scope}`, pointer: `${at}/bot/${index}` });
    }
  }
  for (const [index, scope] of optional.items.entries()) {
    if (!bot.items.includes(scope)) {
      errors.push({ message: "Must also be a bot scope", pointer: `${at}/bot_optional/${index}` });
    }
  }
  if (bot.items.length > 0 && !hasBot) {
    errors.push({ message: "Bot scopes require a bot user", pointer: `${at}/bot` });
  }
  return errors;
}

function settingsErrors(settings: Json, { allowHttp, ipRanges }: ManifestRules): ManifestError[] {
  const errors = listErrors(
    settings.allowed_ip_address_ranges,
    "/settings/allowed_ip_address_ranges",
    ipRanges,
  ).errors;
  const socketMode = settings.socket_mode_enabled === true;
  const events = asObject(settings.event_subscriptions);
  if (events !== null) {
    const at = "/settings/event_subscriptions";
    const listed = listErrors(events.bot_events, `${at}/bot_events`, 100);
    errors.push(...listed.errors);
    if (events.request_url !== undefined) {
      errors.push(...addressErrors(events.request_url, `${at}/request_url`, "Request URL", allowHttp));
    } else if (!socketMode) {
      const message = "Event Subscription requires either Request URL or Socket Mode Enabled";
      errors.push({ message, pointer: at });
    }
  }
  const interactivity = asObject(settings.interactivity);
  if (interactivity !== null) {
    const at = "/settings/interactivity";
    if (typeof interactivity.is_enabled !== "boolean") {
      errors.push({ message: "Must have required property", pointer: `${at}/is_enabled` });
    }
    if (interactivity.request_url !== undefined) {
      errors.push(...addressErrors(interactivity.request_url, `${at}/request_url`, "Request URL", allowHttp));
    } else if (interactivity.is_enabled === true && !socketMode) {
      errors.push({ message: "Interactivity requires a Request URL", pointer: at });
    }
  }
  return errors;
}

const address = (value: unknown): string | null => (typeof value === "string" ? value : null);

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Judges a manifest by Slack's limits; loopback http is accepted only when the rules say so. */
export function readManifest(
  value: unknown,
  rules: ManifestRules,
): { facts: ManifestFacts; errors: [] } | { facts: null; errors: ManifestError[] } {
  const manifest = asObject(value);
  if (manifest === null) return { facts: null, errors: [{ message: "Must be an object", pointer: "/" }] };
  const info = asObject(manifest.display_information) ?? {};
  const bot = asObject(asObject(manifest.features)?.bot_user);
  const oauth = asObject(manifest.oauth_config) ?? {};
  const settings = asObject(manifest.settings) ?? {};
  const redirects = listErrors(oauth.redirect_urls, "/oauth_config/redirect_urls", 1000);

  const errors = [...displayErrors(manifest), ...redirects.errors, ...scopeErrors(oauth, bot !== null)];
  if (bot !== null)
    errors.push(...lengthErrors(bot.display_name, "/features/bot_user/display_name", 80, true));
  for (const [index, url] of redirects.items.entries()) {
    const pointer = `/oauth_config/redirect_urls/${index}`;
    errors.push(...addressErrors(url, pointer, "Redirect URL", rules.allowHttp));
  }
  errors.push(...settingsErrors(settings, rules));
  if (errors.length > 0) return { facts: null, errors };
  const events = asObject(settings.event_subscriptions);
  const interactivity = asObject(settings.interactivity);
  const facts: ManifestFacts = {
    name: String(info.name),
    description: String(info.description ?? ""),
    botName: String(bot?.display_name ?? info.name),
    color: String(info.background_color ?? "#4a154b"),
    redirectUrls: strings(oauth.redirect_urls),
    botScopes: strings(asObject(oauth.scopes)?.bot),
    events: strings(events?.bot_events),
    eventsUrl: address(events?.request_url),
    interactivityUrl: interactivity?.is_enabled === true ? address(interactivity.request_url) : null,
    tokenRotation: settings.token_rotation_enabled === true,
    orgDeploy: settings.org_deploy_enabled === true,
  };
  return { facts, errors: [] };
}
