const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

// Special-use names (RFC 6761, 6762, 7686, 8375, 9476) and what networks commonly call themselves inside.
const PRIVATE_SUFFIXES: ReadonlySet<string> = new Set([
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "arpa",
  "onion",
  "alt",
  "test",
  "invalid",
]);

/** Whether a text, in ASCII and without a trailing dot, can be the name of a host. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => LABEL.test(label)) && !/^[\d.]*$/.test(text);
}

/** Whether a host name can mean the same host everywhere: more than one label, and no suffix of private networks. */
export function isPublicName(name: string): boolean {
  const labels = name.split(".");
  return labels.length > 1 && !PRIVATE_SUFFIXES.has(labels.at(-1) ?? "");
}
