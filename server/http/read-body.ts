import { HttpError } from "#server/http/http-error.ts";
import { MAX_BODY_BYTES } from "#server/process/refuse-body.ts";

/**
 * The JSON that came with a request; an empty object where nothing came and nothing is `wanted`.
 * @throws {HttpError} when it is too large, no JSON, or not said to be JSON.
 */
export async function readBody(request: Request, wanted: boolean): Promise<unknown> {
  const tooLarge = () =>
    new HttpError("too_large", "The request's body is larger than 1 MiB. Send less at once.");
  // The server before us has refused bodies of untold length, but a proxy of ours may one day do without it.
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  if (bytes.byteLength === 0 && !wanted) return {};
  if (!isJson(request.headers.get("content-type"))) {
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
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(
      "malformed_request",
      "The body is not JSON. Look for a missing quote, brace or comma, and send it in UTF-8.",
    );
  }
}
