import type { LoggerInstance } from "next-auth";
import type { Logger } from "#server/logger.ts";

/** next-auth's own messages in our log. Of an error only its name and message: the rest may hold tokens. */
export function authLogger(logger: Logger): LoggerInstance {
  return {
    error: (code, metadata) => logger.warn({ code, reason: reasonOf(metadata) }, "next-auth"),
    warn: (code) => logger.debug({ code }, "next-auth"),
    debug: () => {},
  };
}

function reasonOf(metadata: unknown): string {
  const error =
    typeof metadata === "object" && metadata !== null && "error" in metadata ? metadata.error : metadata;
  if (typeof error !== "object" || error === null) return "";
  const name = "name" in error ? String(error.name) : "";
  return "message" in error ? `${name}: ${String(error.message)}`.slice(0, 500) : name;
}
