import type { Origin } from "#server/context.ts";

/** Where a request came from. server/main.ts has overwritten these headers with what is true. */
export function originOf(headers: Headers): Origin {
  return {
    ipAddress: headers.get("x-forwarded-for") ?? "",
    userAgent: headers.get("user-agent") ?? "",
    requestId: headers.get("x-request-id") ?? "",
    sessionId: null,
  };
}
