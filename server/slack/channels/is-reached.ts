/** Whether the app may write into a channel: as its member, or from outside where it may write to public ones. Pure. */
export function isReached(
  channel: { isPrivate: boolean; isMember: boolean },
  scopes: readonly string[],
): boolean {
  return channel.isMember || (!channel.isPrivate && scopes.includes("chat:write.public"));
}
