import type { OrganizationRole } from "#server/authz/permissions.ts";

/** An organization of the signed-in person, with the projects they see. */
export type Mine = {
  id: string;
  name: string;
  role: OrganizationRole;
  projects: { id: string; name: string }[];
};

const placePattern = /^\/(organizations|projects)\/([^/]+)/;

/** Where a path stands among the person's organizations and projects; pages of the instance and person stand in none. */
export function currentPlace(pathname: string, mine: readonly Mine[]) {
  const [, kind, id] = placePattern.exec(pathname) ?? [];
  if (kind === "projects") {
    const organization = mine.find((one) => one.projects.some((project) => project.id === id));
    return { organization, project: organization?.projects.find((project) => project.id === id) };
  }
  return { organization: kind ? mine.find((one) => one.id === id) : undefined, project: undefined };
}
