import { HttpError } from "#server/http/http-error.ts";
import { MAX_BODY_BYTES } from "#server/process/refuse-body.ts";

/** Deeper than anything that a route takes, and far from where walking it would fail. */
const deepest = 64;

/**
 * The bytes that came with a request, all of them. They are waited for before it is asked who calls: else whoever sends
 * them slowly would act minutes later with what they were allowed at first.
 * @throws {HttpError} when there are too many.
 */
export async function readBytes(request: Request): Promise<ArrayBuffer> {
  const tooLarge = () =>
    new HttpError("too_large", "The request's body is larger than 1 MiB. Send less at once.");
  // The server before us has refused bodies of untold length, but a proxy of ours may one day do without it.
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  return bytes;
}

/**
 * The JSON that came with a request; an empty object where nothing came and nothing is `wanted`.
 * @throws {HttpError} when it is no JSON, or not said to be JSON.
 */
export function parseBody(headers: Headers, bytes: ArrayBuffer, wanted: boolean): unknown {
  if (bytes.byteLength === 0 && !wanted) return {};
  if (!isJson(headers.get("content-type"))) {
    throw new HttpError(
      "unsupported_media_type",
      "Send the body as JSON in UTF-8, with the header Content-Type: application/json.",
    );
  }
  return parseJson(bytes);
}

/** Whether a content type is JSON in UTF-8, the only charset that JSON has. */
export function isJson(contentType: string | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  if (type !== "application/json") return false;
  return parameters.every((one) => !one.startsWith("charset=") || /^charset="?utf-8"?$/.test(one));
}

function parseJson(bytes: ArrayBuffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(
      "malformed_request",
      "The body is not JSON. Look for a missing quote, brace or comma, and send it in UTF-8.",
    );
  }
  if (isTooDeep(value)) {
    throw new HttpError(
      "malformed_request",
      `The body is nested more than ${deepest} levels deep. Send it flatter.`,
    );
  }
  return value;
}

// Level by level, for a walk that calls itself would fail on just what is looked for.
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= deepest; depth++) {
    level = level.flatMap((one): unknown[] =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
