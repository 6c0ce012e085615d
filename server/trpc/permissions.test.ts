import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  instancePermissions,
  type OrganizationRole,
  organizationPermissions,
  organizationRoleMay,
  type Permission,
  type ProjectRole,
  projectPermissions,
  projectRoleMay,
} from "#server/authz/permissions.ts";
import type { Context } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";
import { slackAppPlace } from "#server/slack/app/read-slack-app.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf } from "#server/testing/world.ts";
import type { Meta } from "#server/trpc/init.ts";
import { decidedByTheThing, permissionInputs } from "#server/trpc/permission-inputs.ts";
import { createPermissionWorld, type PermissionWorld } from "#server/trpc/permission-inputs/world.ts";
import { appRouter } from "#server/trpc/root.ts";

type Standing = { organization: OrganizationRole | null; project: ProjectRole | null; instance?: true };

/** What the people of the world are. */
const roles = {
  owner: { organization: "owner", project: "admin" },
  admin: { organization: "admin", project: "admin" },
  member: { organization: "member", project: null },
  projectAdmin: { organization: "member", project: "admin" },
  projectMember: { organization: "member", project: "member" },
  projectViewer: { organization: "member", project: "viewer" },
  instanceAdmin: { organization: null, project: null, instance: true },
  stranger: { organization: null, project: null },
} as const satisfies Record<string, Standing>;
type Role = keyof typeof roles;
const roleNames: Role[] = [
  "owner",
  "admin",
  "member",
  "projectAdmin",
  "projectMember",
  "projectViewer",
  "instanceAdmin",
  "stranger",
];

const isKeyOf = <T extends object>(key: PropertyKey, of: T): key is keyof T => Object.hasOwn(of, key);
const isInstancePermission = (p: Permission): p is (typeof instancePermissions)[number] =>
  instancePermissions.some((one) => one === p);

/** What the permission table says: null where the call is allowed, else the code of the refusal. */
function refusalByTable(permission: Meta["permission"], standing: Standing): string | null {
  if (permission === "public" || permission === "signed-in") return null;
  if (isInstancePermission(permission)) return standing.instance ? null : "FORBIDDEN";
  if (isKeyOf(permission, organizationPermissions)) {
    if (!standing.organization) return "NOT_FOUND";
    const may = organizationRoleMay(standing.organization, permission, { membersMayConnect: false });
    return may ? null : "FORBIDDEN";
  }
  if (!isKeyOf(permission, projectPermissions)) throw new Error(`${permission} stands in no table.`);
  if (!standing.project) return "NOT_FOUND";
  return projectRoleMay(standing.project, permission) ? null : "FORBIDDEN";
}

const definitionSchema = z.object({ type: z.enum(["query", "mutation", "subscription"]), meta: z.unknown() });

// At run time the procedures are one flat record by path; the type still shows them nested.
const byPath: Readonly<Record<string, unknown>> = appRouter._def.procedures;
const procedures = Object.entries(byPath).map(([path, procedure]) => {
  if (typeof procedure !== "function" || !("_def" in procedure)) throw new Error(`${path} is no procedure.`);
  const { type, meta } = definitionSchema.parse(procedure._def);
  return { path, type, permission: permissionOf(meta) };
});

function permissionOf(meta: unknown): Meta["permission"] | null {
  const declared = meta !== null && typeof meta === "object" && "permission" in meta ? meta.permission : null;
  const known = [
    "public" as const,
    "signed-in" as const,
    ...instancePermissions,
    ...Object.keys(organizationPermissions).filter((key) => isKeyOf(key, organizationPermissions)),
    ...Object.keys(projectPermissions).filter((key) => isKeyOf(key, projectPermissions)),
  ];
  return known.find((one) => one === declared) ?? null;
}

/** Reads come first and what takes away comes last, so that each call still finds what it is about. */
function rank({ path, type }: (typeof procedures)[number]): number {
  if (path === "organizations.delete") return 4;
  if (path === "members.leave") return 3;
  if (/\.(delete|remove|revoke|cancel|leave)/.test(path)) return 2;
  return type === "query" ? 0 : 1;
}

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  // Nobody listens there: what would ask Slack is told at once that Slack cannot be reached.
  const env = parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", SLACK_API_URL: "http://127.0.0.1:9/api/" });
  runtime = createTestRuntime(database, { env });
  await runtime.db.$transaction(async (tx) => {
    const clientSecretEnc = await runtime.vault.encrypt(tx, slackAppPlace("clientSecretEnc"), "secret");
    const updated = { updatedById: newId(), updatedAt: runtime.clock.now() };
    await tx.slackApp.create({ data: { clientId: "1.2", clientSecretEnc, ...updated } });
  });
  await runtime.db.instance.create({ data: { id: 1, setUpAt: runtime.clock.now() } });
});
afterAll(() => database.drop());

/** Calls a procedure; the code of its refusal, or null. */
async function call(ctx: Context, one: (typeof procedures)[number], world: PermissionWorld) {
  const input = permissionInputs.get(one.path)?.(world);
  try {
    await callTRPCProcedure({
      router: appRouter,
      path: one.path,
      getRawInput: async () => input,
      ctx,
      type: one.type,
      signal: undefined,
      batchIndex: 0,
    });
    return null;
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    throw error;
  }
}

it("finds a declared permission and an input for every procedure", () => {
  for (const { path, permission } of procedures) {
    expect(permission, `${path} declares no known permission: add .meta({ permission })`).not.toBeNull();
    expect(
      permissionInputs.has(path),
      `${path} has no input: add one in server/trpc/permission-inputs/`,
    ).toBe(true);
  }
  expect([...permissionInputs.keys()].sort()).toEqual(procedures.map(({ path }) => path).sort());
});

describe("every procedure", () => {
  it("refuses whom the permission table refuses, and knows nothing for strangers", async () => {
    const world = await createPermissionWorld(runtime);
    const wrong: string[] = [];
    for (const one of procedures) {
      if (!one.permission) continue;
      if (one.permission !== "public") {
        const code = await call(contextOf(runtime, null), one, world);
        if (code !== "UNAUTHORIZED") wrong.push(`${one.path} without a session: ${code}`);
      }
      for (const role of roleNames) {
        const expected = refusalByTable(one.permission, roles[role]);
        if (expected === null) continue;
        const code = await call(contextOf(runtime, world[role]), one, world);
        if (code !== expected) wrong.push(`${one.path} as ${role}: ${code}, expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(roleNames)("lets the %s do what the permission table allows", async (role) => {
    const world = await createPermissionWorld(runtime);
    const wrong: string[] = [];
    for (const one of procedures.toSorted((a, b) => rank(a) - rank(b))) {
      if (!one.permission || refusalByTable(one.permission, roles[role]) !== null) continue;
      const code = await call(contextOf(runtime, world[role]), one, world);
      const refused = code === "FORBIDDEN" && !decidedByTheThing.has(one.path);
      const failed = code === "UNAUTHORIZED" || code === "NOT_FOUND" || code === "INTERNAL_SERVER_ERROR";
      // What reads, reads: there is nothing else that could stand against it.
      if (refused || failed || (one.type === "query" && code !== null)) wrong.push(`${one.path}: ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});
