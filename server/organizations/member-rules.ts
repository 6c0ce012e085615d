import type { OrganizationRole } from "#server/authz/permissions.ts";
import { type AppError, conflict, forbidden } from "#server/errors.ts";

/**
 * Why a member may not go from one role to another, or null. A null role means *not in the organization*; a null
 * `actorRole` is the system. Only owners make, change and remove owners, and one owner always stays.
 */
export function refuseRoleChange(change: {
  actorRole: OrganizationRole | null;
  from: OrganizationRole | null;
  to: OrganizationRole | null;
  /** Owners besides this person who are not disabled. */
  otherOwners: number;
  /** The person changes their own membership. */
  self: boolean;
}): AppError | null {
  const { actorRole, from, to, otherOwners, self } = change;
  if (from === to) return null;
  const leaving = self && to === null;
  const concernsOwner = from === "owner" || to === "owner";
  if (concernsOwner && !leaving && actorRole !== null && actorRole !== "owner") {
    return forbidden("Only an owner of the organization may make, change or remove owners. Ask one of them.");
  }
  if (from === "owner" && otherOwners === 0) {
    return conflict(
      leaving
        ? "You are the only owner. Make another member an owner first, then leave."
        : "This is the only owner. Make another member an owner first.",
      "role",
    );
  }
  return null;
}
