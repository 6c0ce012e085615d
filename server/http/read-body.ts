import { HttpError } from "#server/http/http-error.ts";
import { inspectInput } from "#server/http/inspect-input.ts";
import { inKib } from "#server/http/limits.ts";

/**
 * The bytes that came with a request, all of them, but never more than `most`. They are waited for before it is asked who
 * calls: else whoever sends them slowly would act minutes later with what they were allowed at first.
 * @throws {HttpError} as soon as there are too many.
 */
export async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new HttpError("too_large", `The request's body is larger than ${inKib(most)}. Send less at once.`);
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream, so that nothing more is read.
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON that came with a request; an empty object where nothing came and nothing is `wanted`.
 * @throws {HttpError} when it is no JSON, not said to be JSON, or more of it than anything takes.
 */
export function parseBody(headers: Headers, bytes: Uint8Array, wanted: boolean): unknown {
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

function parseJson(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(
      "malformed_request",
      "The body is not JSON. Look for a missing quote, brace or comma, and send it in UTF-8.",
    );
  }
  inspectInput(value);
  return value;
}
