import { timingSafeEqual } from "node:crypto";
import { type Arguments, stringArgument } from "./arguments.ts";

/** A client's id and secret, from HTTP Basic or from the fields. */
export function clientCredentials(args: Arguments, values: Record<string, unknown>) {
  return {
    clientId: args.basic?.user ?? stringArgument(values, "client_id") ?? "",
    secret: args.basic?.password ?? stringArgument(values, "client_secret") ?? "",
  };
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function sameSecret(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
