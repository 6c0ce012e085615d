import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["identities"];

export type ListedIdentity = Outputs["list"]["identities"][number];
export type Identity = Outputs["get"];
export type ClientSecret = Outputs["clientSecrets"][number];
export type Token = Outputs["tokens"]["tokens"][number];
export type Membership = Outputs["projects"]["memberships"][number];
export type ProjectIdentities = Outputs["inProject"];
export type IdentityInProject = ProjectIdentities["identities"][number];

/** Where an identity is: the input of everything that concerns one. */
export type IdentityPlace = { organizationId: string; identityId: string };
