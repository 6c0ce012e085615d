import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRequestInput } from "#server/access-requests/create-request.ts";
import { type AccessWorld, createAccessWorld } from "#server/access-requests/test-world.ts";
import { updateRequest, updateRequestInput } from "#server/access-requests/update-request.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";

let database: TestDatabase;
let runtime: Runtime;
let world: AccessWorld;
let rings = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  runtime.kick.onSequencer(() => {
    rings += 1;
  });
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await createAccessWorld(runtime);
  rings = 0;
});

describe("asking for access", () => {
  it("keeps the request, its audit entry and an event with every field, and rings the pipeline", async () => {
    const policy = await world.policy();
    const note = `${"x".repeat(3990)}<!channel>`;
    const { id } = await world.request({ permissions: ["edit", "read", "edit"], secretPath: "/app/*", note });
    const row = await runtime.db.accessRequest.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      status: "pending",
      revision: 1,
      policyId: policy.id,
      permissions: ["read", "edit"],
    });
    const { name, email } = world.projectMember;
    expect(await world.events(id)).toEqual([
      {
        type: "access-request:create",
        subject: `access-request/${id}`,
        data: {
          accessRequestId: id,
          requester: { name, email },
          permissions: ["read", "edit"],
          environment: "prod",
          secretPath: "/app/*",
          temporary: true,
          durationSeconds: 3600,
          note,
        },
      },
    ]);
    expect(await auditOf(id)).toEqual([{ action: "access-request.created", actorName: name }]);
    expect(rings).toBe(1);
  });

  it("asks the people of the most specific policy", async () => {
    await world.policy({ pathGlob: "/**" });
    const db = await world.policy({ pathGlob: "/app/db" });
    expect((await world.request()).policyId).toBe(db.id);
  });

  it("is refused where no policy covers the path, since access needs no request there", async () => {
    await world.policy({ environments: ["staging"] });
    await expect(world.request()).rejects.toMatchObject({
      code: "invalid",
      details: { field: "secretPath" },
      message: expect.stringContaining("without a request"),
    });
    expect(await runtime.db.accessRequest.count({ where: { projectId: world.projectId } })).toBe(0);
    expect(rings).toBe(0);
  });

  it("is refused for an environment that the project does not have", async () => {
    await world.policy();
    await expect(world.request({ environment: "qa" })).rejects.toMatchObject({
      details: { field: "environment" },
      message: expect.stringContaining("dev, staging, prod"),
    });
  });

  it("is refused for longer than the policy's longest duration, and for ever where it has one", async () => {
    await world.policy({ maxDurationSeconds: 3600 });
    const field = { details: { field: "durationSeconds" } };
    await expect(world.request({ durationSeconds: 3660 })).rejects.toMatchObject(field);
    await expect(world.request({ durationSeconds: null })).rejects.toMatchObject(field);
    await world.request({ durationSeconds: 3600 });
  });

  it("can be permanent where the policy names no longest duration", async () => {
    await world.policy();
    const { id } = await world.request({ durationSeconds: null });
    expect((await world.events(id))[0]?.data).toMatchObject({ temporary: false, durationSeconds: null });
  });

  it("needs a permission, a path and a note of at most 4,000 characters", () => {
    const good = {
      projectId: world.projectId,
      environment: "prod",
      secretPath: "/app",
      permissions: ["read"],
      durationSeconds: null,
    };
    const problems = (over: object) =>
      createRequestInput
        .safeParse({ ...good, ...over })
        .error?.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
    expect(problems({})).toBeUndefined();
    expect(problems({ permissions: [] })).toEqual(["permissions: Choose at least one permission."]);
    expect(problems({ secretPath: "app/" })?.[0]).toContain("secretPath: Write a path");
    expect(problems({ note: "x".repeat(4001) })).toEqual(["note: Write at most 4,000 characters."]);
    expect(problems({ durationSeconds: 59 })?.[0]).toContain("One minute");
  });

  it.each([
    ["projectViewer", "forbidden"],
    ["member", "not_found"],
    ["stranger", "not_found"],
    ["instanceAdmin", "not_found"],
  ] as const)("is refused to a %s (%s)", async (who, code) => {
    await world.policy();
    await expect(world.request({}, world[who])).rejects.toMatchObject({ code });
  });
});

describe("editing a pending request", () => {
  const edit = (person: AccessWorld["owner"], requestId: string, over: object = {}) =>
    updateRequest(
      world.as(person),
      updateRequestInput.parse({ projectId: world.projectId, requestId, revision: 1, ...over }),
    );

  it("changes everything, finds the policy anew, and tells who changed what and why", async () => {
    await world.policy();
    const web = await world.policy({ pathGlob: "/web/**", environments: ["dev"] });
    const { id } = await world.request();
    const [approver] = world.approvers;
    const updated = await edit(approver, id, {
      environment: "dev",
      secretPath: "/web/tls",
      permissions: ["delete"],
      durationSeconds: null,
      editorNote: "Wrong path.",
    });
    expect(updated).toEqual({ id, policyId: web.id, revision: 2 });
    expect((await world.events(id))[1]).toEqual({
      type: "access-request:update",
      subject: `access-request/${id}`,
      data: {
        accessRequestId: id,
        requester: { name: world.projectMember.name, email: world.projectMember.email },
        editor: { name: approver.name, email: approver.email },
        permissions: ["delete"],
        environment: "dev",
        secretPath: "/web/tls",
        temporary: false,
        durationSeconds: null,
        note: "Please.",
        editorNote: "Wrong path.",
      },
    });
    const revisions = await runtime.db.accessRequestRevision.findMany({
      where: { requestId: id },
      orderBy: { revision: "asc" },
    });
    expect(revisions).toMatchObject([
      { revision: 1, editorId: world.projectMember.id, secretPath: "/app/db" },
      { revision: 2, editorId: approver.id, secretPath: "/web/tls" },
    ]);
    expect((await auditOf(id)).at(-1)?.action).toBe("access-request.updated");
  });

  it("is refused to bypassers, others of the project and viewers, and unknown to strangers", async () => {
    await world.policy();
    const { id } = await world.request();
    const refusal = async (person: AccessWorld["owner"]) =>
      edit(person, id, { permissions: ["edit"] }).then(
        () => "allowed",
        (error) => error.code,
      );
    expect(await refusal(world.bypasser)).toBe("forbidden");
    expect(await refusal(world.projectViewer)).toBe("forbidden");
    expect(await refusal(world.stranger)).toBe("not_found");
    expect(await refusal(world.owner)).toBe("allowed");
  });

  it("is refused after a look at an earlier revision", async () => {
    await world.policy();
    const { id } = await world.request();
    await edit(world.projectMember, id, { permissions: ["edit"] });
    await expect(edit(world.projectMember, id, { permissions: ["read"] })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is refused when it changes nothing, or leads to a path that nobody guards", async () => {
    await world.policy();
    const { id } = await world.request();
    await expect(edit(world.projectMember, id, { permissions: ["read"] })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(edit(world.projectMember, id, { secretPath: "/free" })).rejects.toMatchObject({
      details: { field: "secretPath" },
    });
    expect(await world.events(id)).toHaveLength(1);
  });

  it("leaves the note to the requester", async () => {
    await world.policy();
    const { id } = await world.request();
    await expect(edit(world.projectAdmin, id, { note: "mine now" })).rejects.toMatchObject({
      details: { field: "note" },
    });
    await edit(world.projectMember, id, { note: "more" });
    expect((await world.events(id))[1]?.data).toMatchObject({ note: "more" });
  });
});

const auditOf = (requestId: string) =>
  runtime.db.auditEntry.findMany({
    where: { targetKind: "access-request", targetId: requestId },
    select: { action: true, actorName: true },
    orderBy: { id: "asc" },
  });
