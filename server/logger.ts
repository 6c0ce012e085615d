import pino from "pino";
import { createRedaction, REDACTED } from "#server/redact-text.ts";

/** The process's structured logger; one JSON object a line on standard output. */
export type Logger = pino.Logger;

const SENSITIVE_KEY = /token|secret|password|passphrase|authorization|cookie|credential|apikey/i;

/** A copy of `value` without the contents of sensitive keys, at any depth; a value seen on the way down is cut. */
export function redact(value: unknown, seen: ReadonlySet<unknown> = new Set()): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (seen.has(value)) return "[circular]";
  const inside = new Set(seen).add(value);
  if (value instanceof Error) return redact(pino.stdSerializers.err(value), inside);
  if (Array.isArray(value)) return value.map((entry) => redact(entry, inside));
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      SENSITIVE_KEY.test(key) && entry !== null && entry !== undefined ? REDACTED : redact(entry, inside),
    ]),
  );
}

/**
 * Makes the logger. Neither values under keys that name a token, secret, password, authorization or cookie appear, nor
 * what looks like one anywhere in a line, nor any of `secrets`.
 */
export function createLogger(
  level: string,
  destination?: pino.DestinationStream,
  secrets: readonly string[] = [],
): Logger {
  const withoutSecrets = createRedaction(secrets);
  const redactAll = (entry: object) =>
    Object.fromEntries(Object.entries(entry).map(([key, value]) => redactEntry(key, value)));
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), bindings: redactAll, log: redactAll },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

function redactEntry(key: string, value: unknown): [string, unknown] {
  return [key, SENSITIVE_KEY.test(key) && value !== null && value !== undefined ? REDACTED : redact(value)];
}
