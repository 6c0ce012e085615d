import { formsOf } from "#server/redact-text.ts";

/** Secrets that were planted, and everything that came out; finds where one of the first is in the second. */
export function createCanary() {
  const secrets = new Map<string, string>();
  const seen: { where: string; text: string }[] = [];
  return {
    /** Remembers a secret under a name, and gives it back. */
    plant(name: string, secret: string): string {
      if (secret.length < 6) throw new Error(`${name} is too short to be told from other text.`);
      secrets.set(name, secret);
      return secret;
    },
    /** Takes what came out somewhere, as text or as anything that becomes JSON. */
    take(where: string, value: unknown): void {
      seen.push({ where, text: typeof value === "string" ? value : textOf(value) });
    },
    planted: () => [...secrets.keys()],
    taken: () => seen.map(({ where }) => where),
    /** Every place where a secret came out, in any form, as `secret in place`. */
    leaks(): string[] {
      return [...secrets].flatMap(([name, secret]) => {
        const forms = [...new Set([...formsOf(secret), ...base64Cores(secret)])];
        const found = seen.filter(({ text }) => forms.some((form) => text.includes(form)));
        return [...new Set(found.map(({ where }) => `${name} in ${where}`))];
      });
    },
  };
}

/** What base64 makes of a secret wherever it stands in a longer text: the characters that depend on it alone. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), end);
  });
}

function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) => {
      if (typeof one === "bigint") return String(one);
      if (one instanceof Error)
        return { name: one.name, message: one.message, stack: one.stack, cause: one.cause };
      return one;
    }) ?? ""
  );
}
