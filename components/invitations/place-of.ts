/** Where a new member goes first. */
export function placeOf(joined: { organizationId: string; projectId: string | null }): string {
  return joined.projectId ? `/projects/${joined.projectId}` : `/organizations/${joined.organizationId}`;
}
