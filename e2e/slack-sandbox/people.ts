import type { Person, Workspace } from "./state.ts";
import { workspaceById, type World } from "./world.ts";

function ownerOf(workspace: Workspace): Person {
  return {
    id: workspace.userId,
    teamId: workspace.id,
    name: workspace.userName,
    realName: workspace.userName.charAt(0).toUpperCase() + workspace.userName.slice(1),
    email: `${workspace.userName}@${workspace.domain}.example.com`,
    deleted: false,
  };
}

/** The people of a workspace: the one who made it, then those that were added. */
export function peopleOf(world: World, teamId: string): Person[] {
  const workspace = workspaceById(world, teamId);
  const owner = workspace ? [ownerOf(workspace)] : [];
  return [...owner, ...world.state.people.filter((one) => one.teamId === teamId)];
}
