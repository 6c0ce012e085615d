import { z } from "zod";

// One rule everywhere: `/app` itself, `/app/*` one level below, `/app/**` itself and everything below, `/**` everything.
const segment = "[A-Za-z0-9._-]+";
const pathPattern = new RegExp(`^/$|^(/${segment})+$`);
const globPattern = new RegExp(`^/$|^/\\*\\*?$|^(/${segment})+(/\\*\\*?)?$`);

/** A secret path: `/` is the root, `/app/db` two levels down; no trailing slash. */
export const secretPathSchema = z
  .string()
  .max(500)
  .regex(pathPattern, "Write a path such as /app/db, or / for the root, without a slash at the end.");

/** A glob over secret paths. */
export const pathGlobSchema = z
  .string()
  .max(500)
  .regex(globPattern, "Write a path such as /app, /app/* (one level below) or /app/** (everything below).");

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
