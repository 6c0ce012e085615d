/** Whether a link leads to the current page, or (unless `exact`) to a page above it. */
export function isCurrentPath(pathname: string, href: string, exact = false): boolean {
  const path = href.split(/[?#]/, 1)[0] || "/";
  return pathname === path || (!exact && path !== "/" && pathname.startsWith(`${path}/`));
}
