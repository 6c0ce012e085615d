import type { Request } from "../http.ts";

/** A call's arguments as the caller sent them. */
export type Arguments = {
  /** Raw values; form and query fields are strings, JSON fields keep their type. */
  values: Record<string, unknown>;
  /** The bearer token, from the header or from a form field. */
  token: string | null;
  /** HTTP Basic credentials, which only the OAuth methods read. */
  basic: { user: string; password: string } | null;
  warnings: string[];
  problem: "invalid_arguments" | "invalid_form_data" | "invalid_post_type" | "missing_post_type" | null;
};

function authorization(header: string | undefined): Pick<Arguments, "token" | "basic"> {
  const [scheme, value] = (header ?? "").split(/\s+/, 2);
  if (scheme?.toLowerCase() === "bearer" && value) return { token: value, basic: null };
  if (scheme?.toLowerCase() === "basic" && value) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    const colon = decoded.indexOf(":");
    if (colon > 0) {
      const basic = { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
      return { token: null, basic };
    }
  }
  return { token: null, basic: null };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return null;
  }
}

async function multipart(request: Request, type: string): Promise<Record<string, unknown> | null> {
  try {
    const body = new Uint8Array(request.body);
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    return Object.fromEntries(form);
  } catch {
    return null;
  }
}

/**
 * Reads query, form, multipart or JSON. Read methods document no JSON input, so theirs is ignored.
 * A token is never taken from the query.
 */
export async function readArguments(request: Request, acceptsJson: boolean): Promise<Arguments> {
  const { token, basic } = authorization(request.headers.authorization);
  const query = Object.fromEntries(request.url.searchParams);
  delete query.token;
  const out: Arguments = { values: query, token, basic, warnings: [], problem: null };
  if (request.method === "GET" || request.body.length === 0) return out;

  const header = request.headers["content-type"];
  if (header === undefined) return { ...out, problem: "missing_post_type" };
  const type = (header.split(";", 1)[0] ?? "").trim().toLowerCase();
  const hasCharset = /;\s*charset=/i.test(header);
  const text = request.body.toString("utf8");

  if (type === "application/x-www-form-urlencoded") {
    if (hasCharset) out.warnings.push("superfluous_charset");
    const { token: field, ...fields } = Object.fromEntries(new URLSearchParams(text));
    return { ...out, token: token ?? field ?? null, values: { ...query, ...fields } };
  }
  if (type === "multipart/form-data") {
    const form = await multipart(request, header);
    if (form === null) return { ...out, problem: "invalid_form_data" };
    const { token: field, ...fields } = form;
    const fromField = typeof field === "string" ? field : null;
    return { ...out, token: token ?? fromField, values: { ...query, ...fields } };
  }
  if (type === "application/json") {
    if (!hasCharset) out.warnings.push("missing_charset");
    if (!acceptsJson) return out;
    const fields = parseObject(text);
    if (fields === null) return { ...out, problem: "invalid_arguments" };
    delete fields.token;
    return { ...out, values: { ...query, ...fields } };
  }
  return type === "text/plain" ? out : { ...out, problem: "invalid_post_type" };
}

/** An argument as text, or undefined when it is absent or not a scalar. */
export function stringArgument(values: Record<string, unknown>, name: string): string | undefined {
  const value = values[name];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** An argument as a switch: forms send `true`, `1`; JSON sends booleans. */
export function booleanArgument(values: Record<string, unknown>, name: string): boolean | undefined {
  const value = stringArgument(values, name);
  return value === undefined ? undefined : value === "true" || value === "1";
}

/** A complex argument: JSON text in a form field, or the value itself in a JSON body. */
export function complexArgument(
  values: Record<string, unknown>,
  name: string,
): { value: unknown } | "malformed" | null {
  const raw = values[name];
  if (raw === undefined || raw === null || raw === "") return null;
  if (typeof raw !== "string") return { value: raw };
  try {
    return { value: JSON.parse(raw) };
  } catch {
    return "malformed";
  }
}
