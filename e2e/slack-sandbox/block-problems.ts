/** A place in the blocks and what is wrong there; texts follow the recorded answers. */
export type Problem = { pointer: string; text: string };

/** A JSON object of unknown content. */
export type Json = Record<string, unknown>;

/** Reads a value as a JSON object, or null. */
export function asObject(value: unknown): Json | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value));
}

/** The wire form of a problem. */
export function problemText(problem: Problem): string {
  return `${problem.text} [json-pointer:${problem.pointer}]`;
}

/** Checks that a string is there and within its limits. */
export function checkString(
  value: unknown,
  pointer: string,
  max: number,
  required: boolean,
  min = 1,
): Problem[] {
  if (value === undefined) {
    if (!required) return [];
    const cut = pointer.lastIndexOf("/");
    return [{ pointer: pointer.slice(0, cut), text: `missing required field: ${pointer.slice(cut + 1)}` }];
  }
  if (typeof value !== "string") return [{ pointer, text: "must be a string" }];
  if (value.length < min) return [{ pointer, text: `must be more than ${min - 1} characters` }];
  if (value.length > max) return [{ pointer, text: `must be less than ${max + 1} characters` }];
  return [];
}

/** Checks that a list is there and within its limits; returns its items to look at. */
export function checkList(
  value: unknown,
  pointer: string,
  max: number,
): { items: unknown[]; problems: Problem[] } {
  if (!Array.isArray(value)) return { items: [], problems: [{ pointer, text: "must be an array" }] };
  if (value.length === 0) return { items: [], problems: [{ pointer, text: "must not be empty" }] };
  if (value.length > max) {
    return { items: [], problems: [{ pointer, text: `no more than ${max} items allowed` }] };
  }
  return { items: value, problems: [] };
}

/** Checks an address a reader may be sent to. */
export function checkUrl(value: unknown, pointer: string, required: boolean): Problem[] {
  const problems = checkString(value, pointer, 3000, required);
  if (problems.length > 0 || typeof value !== "string") return problems;
  const schemes = ["http:", "https:", "mailto:", "slack:"];
  const fits = URL.canParse(value) && schemes.includes(new URL(value).protocol);
  return fits ? [] : [{ pointer, text: "must be a valid URL" }];
}

/** Checks a text object; what is wrong inside also makes the object fail its schemas. */
export function checkText(
  value: unknown,
  pointer: string,
  rule: { max: number; only?: "plain_text"; required: boolean },
): Problem[] {
  if (value === undefined) return checkString(value, pointer, rule.max, rule.required);
  const text = asObject(value);
  const schemas = { pointer, text: "failed to match all allowed schemas" };
  if (text === null) return [schemas, { pointer, text: "must be an object" }];
  const inner: Problem[] = [];
  if (rule.only !== undefined && text.type !== rule.only) {
    return [{ pointer: `${pointer}/type`, text: `must be one of: "${rule.only}"` }];
  }
  if (text.type !== "plain_text" && text.type !== "mrkdwn") {
    inner.push({ pointer: `${pointer}/type`, text: 'must be one of: "plain_text", "mrkdwn"' });
  }
  inner.push(...checkString(text.text, `${pointer}/text`, rule.max, true));
  if (text.type === "mrkdwn" && text.emoji !== undefined) {
    inner.push({ pointer: `${pointer}/emoji`, text: "no more than the allowed properties" });
  }
  const allowed = ["type", "text", "emoji", "verbatim"];
  for (const key of Object.keys(text)) {
    if (!allowed.includes(key)) inner.push({ pointer, text: `additional property: ${key}` });
  }
  return inner.length > 0 ? [schemas, ...inner] : [];
}
