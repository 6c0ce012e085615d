/** Whether an app with these scopes may write into public channels that it is no member of. Pure. */
export function reachesFromOutside(scopes: readonly string[]): boolean {
  return scopes.includes("chat:write.public");
}
