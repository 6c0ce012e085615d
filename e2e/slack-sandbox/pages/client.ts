import { markup } from "../html.ts";
import type { Reply, Request } from "../http.ts";
import type { World } from "../world.ts";
import { page } from "./layout.ts";

/** `/client`: the workspaces as their people see them. */
export function answerClient(world: World, _request: Request): Reply {
  return page("Workspaces", markup`<main>${world.state.workspaces.map((one) => one.name).join(", ")}</main>`);
}
