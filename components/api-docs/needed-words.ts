import type { OpenApiOperation } from "#server/http/openapi.ts";

/** What a caller needs, as terms and words. */
export function neededWords(operation: OpenApiOperation): { term: string; value: string }[] {
  const { security, parameters } = operation;
  const has = (scheme: string) => security.some((one) => scheme in one);
  const callers = [
    has("bearer") ? "a machine identity with its access token" : null,
    has("session") ? "a signed-in person with their session cookie" : null,
  ].filter((one) => one !== null);
  return [
    { term: "Who may call it", value: callers.length > 0 ? sentence(callers.join(", or ")) : "Anybody" },
    { term: "Permission", value: permissionWords(operation["x-permission"]) },
    ...(parameters.some(({ name }) => name === "Idempotency-Key")
      ? [{ term: "Idempotency-Key", value: "Makes it happen once, however often it is sent" }]
      : []),
  ];
}

function permissionWords(permission: string): string {
  if (permission === "public") return "None";
  if (permission === "signed-in") return "None besides being signed in; you see what you may see";
  return permission;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
