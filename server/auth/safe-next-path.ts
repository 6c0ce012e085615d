/** Where to go after signing in: a path of this app, never another site. */
export function safeNextPath(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const base = "http://bellwire.invalid";
  if (!URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  // Dots before a slash fall away in parsing (`/.//evil.test`), and a browser reads `//evil.test` as another site.
  if (url.origin !== base || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}
