import { type AppError, conflict } from "#server/errors.ts";

/** What stands around a person's account when an instance admin wants to change it. */
export type AccountSituation = {
  self: boolean;
  isInstanceAdmin: boolean;
  /** Instance admins besides who are not disabled. */
  otherInstanceAdmins: number;
  /** Names of organizations that have no other owner who is not disabled. */
  onlyOwnerOf: readonly string[];
};

/** Why an account may not be disabled, or null. Nothing may be left that nobody can administer. */
export function refuseDisabling(account: AccountSituation): AppError | null {
  if (account.self) {
    return conflict("You cannot disable your own account. Another instance admin can.");
  }
  if (account.isInstanceAdmin && account.otherInstanceAdmins === 0) return lastAdmin();
  if (account.onlyOwnerOf.length > 0) {
    return conflict(
      `This is the only owner of ${listed(account.onlyOwnerOf)}. Have another member made an owner there first.`,
    );
  }
  return null;
}

/** Why an instance admin may not become an ordinary person again, or null. */
export function refuseUnmakingAdmin(account: AccountSituation): AppError | null {
  return account.isInstanceAdmin && account.otherInstanceAdmins === 0 ? lastAdmin() : null;
}

const lastAdmin = () =>
  conflict("This is the only instance admin. Make another person an instance admin first.");

const shownMax = 3;

function listed(names: readonly string[]): string {
  const more = names.length - shownMax;
  return more > 0 ? `${names.slice(0, shownMax).join(", ")} and ${more} more` : names.join(", ");
}
