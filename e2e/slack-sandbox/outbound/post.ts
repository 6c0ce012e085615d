/** Why a delivery failed, in the words of `X-Slack-Retry-Reason`. */
export const RETRY_REASONS = [
  "http_timeout",
  "too_many_redirects",
  "connection_failed",
  "ssl_error",
  "http_error",
  "unknown_error",
] as const;

/** One of the reasons. */
export type RetryReason = (typeof RETRY_REASONS)[number];

/** What came back; `reason` is null for an answer of 2xx in time. */
export type Posted = { status: number | null; text: string; noRetry: boolean; reason: RetryReason | null };

type Message = { url: string; headers: Record<string, string>; body: string };

const MOST_REDIRECTS = 2;
const LONGEST_ANSWER = 20_000;

const failed = (reason: RetryReason): Posted => ({ status: null, text: "", noRetry: false, reason });

/** Only this machine is ever called: an app at a real address is not there. */
function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) || url.hostname.endsWith(".localhost");
}

function codeOf(problem: unknown): string {
  if (typeof problem !== "object" || problem === null) return "";
  if ("code" in problem && typeof problem.code === "string") return problem.code;
  return "cause" in problem ? codeOf(problem.cause) : "";
}

function reasonOf(problem: unknown): RetryReason {
  if (problem instanceof Error && problem.name === "TimeoutError") return "http_timeout";
  const code = codeOf(problem);
  if (/SSL|TLS|CERT|EPROTO/.test(code)) return "ssl_error";
  return code === "" ? "unknown_error" : "connection_failed";
}

/** Posts as Slack does: up to two redirects, and an answer within the time. */
export async function post(message: Message, timeoutMs: number, stopped: AbortSignal): Promise<Posted> {
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopped]);
  let url = new URL(message.url);
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (!isLoopback(url)) return failed("connection_failed");
      const { headers, body } = message;
      const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      const text = (await response.text()).slice(0, LONGEST_ANSWER);
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        url = new URL(location, url);
        continue;
      }
      const noRetry = response.headers.get("x-slack-no-retry") === "1" && response.status !== 200;
      return { status: response.status, text, noRetry, reason: response.ok ? null : "http_error" };
    }
    return failed("too_many_redirects");
  } catch (problem) {
    return failed(reasonOf(problem));
  }
}
