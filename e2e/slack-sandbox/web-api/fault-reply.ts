import type { Fault } from "../faults.ts";
import { html, type Reply, redirect } from "../http.ts";
import type { World } from "../world.ts";
import { apiReply } from "./wire.ts";

const PAGE = `<!DOCTYPE html>
<html><head><title>Server Error | Slack</title></head>
<body><h1>Server Error</h1><p>It seems like there&#39;s a problem connecting to our servers.</p></body></html>`;

type Trouble = { reply: Reply; status: number | null; error: string | null };

/** The answer of a fault that keeps the call from being worked on; null for the others. */
export function faultReply(world: World, fault: Fault, origin: string): Trouble | null {
  switch (fault.kind) {
    case "error": {
      const error = fault.error ?? "internal_error";
      const reply = apiReply(world.ids, { ok: false, error, ...fault.fields });
      return { reply, status: 200, error };
    }
    case "rate_limited": {
      const retryAfter = fault.retryAfter === undefined ? 1 : fault.retryAfter;
      const reply = apiReply(world.ids, { ok: false, error: "ratelimited" }, 429, { retryAfter });
      return { reply, status: 429, error: "ratelimited" };
    }
    case "http_500_html":
      return { reply: html(PAGE, 500), status: 500, error: null };
    case "http_200_html":
      return { reply: html(PAGE, 200), status: 200, error: "not_json" };
    case "redirect":
      return { reply: redirect(fault.location ?? `${origin}/`), status: 302, error: null };
    case "hang":
      return { reply: "hang", status: null, error: null };
    case "reset":
    case "down":
      return { reply: "destroy", status: null, error: null };
    case "slow":
    case "reset_after_store":
      return null;
  }
}

/** What the remaining faults do to an answer whose work is done. */
export function troublesAfter(fault: Fault, reply: Reply): Reply {
  if (fault.kind === "reset_after_store") return "destroy";
  if (fault.kind === "slow" && typeof reply === "object") return { ...reply, delayMs: fault.delayMs ?? 1000 };
  return reply;
}
