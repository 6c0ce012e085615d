import type { LoggerInstance } from "next-auth";
import type { Logger } from "#server/logger.ts";

/** next-auth's own messages in our log. Of an error only its name and message: the rest may hold tokens. */
export function authLogger(logger: Logger): LoggerInstance {
  return {
    error(code, metadata) {
      // A cookie that is not ours, or of another key: whoever sends it is signed out, and could fill the log with it.
      const level = code === "JWT_SESSION_ERROR" ? "debug" : "warn";
      logger[level]({ code, reason: reasonOf(metadata) }, "next-auth");
    },
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
