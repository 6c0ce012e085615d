import { z } from "zod";

// One rule everywhere: `/app` itself, `/app/*` one level below, `/app/**` itself and everything below, `/**` everything.
// A level `.` or `..` would let one secret have several paths.
const segment = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+";
const pathPattern = new RegExp(`^/$|^(/${segment})+$`);
const globPattern = new RegExp(`^/$|^/\\*\\*?$|^(/${segment})+(/\\*\\*?)?$`);
const longest = 500;

/** Why a text is no path (or, with `stars`, no glob), after a sentence with what to write instead. Pure. */
export function pathProblem(text: unknown, remedy: string, stars: boolean): string {
  if (typeof text !== "string") return remedy;
  if (text.length > longest) return `Write at most ${longest} characters.`;
  const allowed = stars ? /[A-Za-z0-9._/*-]/ : /[A-Za-z0-9._/-]/;
  const wrong = [...text].filter((character) => !allowed.test(character));
  const held = [...new Set(wrong.map((character) => (/\s/.test(character) ? "a space" : character)))];
  if (held.length > 0) {
    const listed = [held.slice(0, -1).join(", "), ...held.slice(-1)].filter(Boolean).join(" and ");
    return `${remedy} It holds ${listed}; between slashes only A–Z, a–z, 0–9 and . _ - are allowed.`;
  }
  if (/(^|\/)\.{1,2}(\/|$)/.test(text)) return `${remedy} No level of it may be . or ..`;
  return remedy;
}

const schemaOf = (pattern: RegExp, remedy: string, stars: boolean) => {
  const error = ({ input }: { input?: unknown }) => pathProblem(input, remedy, stars);
  return z.string({ error }).max(longest, { error, abort: true }).regex(pattern, { error });
};

/** A secret path: `/` is the root, `/app/db` two levels down; no trailing slash. */
export const secretPathSchema = schemaOf(
  pathPattern,
  "Write a path such as /app/db, or / for the root, without a slash at the end.",
  false,
);

/** A glob over secret paths. */
export const pathGlobSchema = schemaOf(
  globPattern,
  "Write a path such as /app, /app/* (one level below) or /app/** (everything below).",
  true,
);

/** Whether a glob matches a path. Both must be valid. */
export function matchPath(glob: string, path: string): boolean {
  if (glob === "/**") return true;
  if (glob.endsWith("/**")) {
    const base = glob.slice(0, -3);
    return path === base || path.startsWith(`${base}/`);
  }
  if (glob.endsWith("/*")) {
    const base = glob.slice(0, -1);
    return path !== "/" && path.startsWith(base) && !path.slice(base.length).includes("/");
  }
  return glob === path;
}

/** Whether everything that `inner` (a path or glob) matches is matched by `outer` too. */
export function globContains(outer: string, inner: string): boolean {
  if (outer === "/**" || outer === inner) return true;
  if (inner.endsWith("/**")) {
    const base = inner.slice(0, -3);
    return outer.endsWith("/**") && base !== "" && matchPath(outer, base);
  }
  if (inner.endsWith("/*")) {
    const base = inner.slice(0, -2);
    return outer.endsWith("/**") && matchPath(outer, base === "" ? "/" : base);
  }
  return matchPath(outer, inner);
}
