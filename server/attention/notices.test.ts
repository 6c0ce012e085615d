import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { markAllNoticesRead, markNoticeRead } from "#server/attention/list-notices.ts";
import { type Bench, createProject, type Project } from "#server/attention/test-bench.ts";
import { deleteDestination } from "#server/destinations/delete-destination.ts";
import { setDestinationEnabled } from "#server/destinations/enable-destination.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";

const [general, random] = ["C0ACMEGEN01", "C0ACMERND01"] as const;
let bench: Bench;
let project: Project;

beforeAll(async () => {
  bench = await createPipelineBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  project = await createProject(bench);
});

describe("a notice", () => {
  it("tells the connection's owner and the project's admins once per break, and is over when it is mended", async () => {
    const { destinationId } = await project.subscribe(general);
    await project.breakThem(destinationId);
    await project.breakThem(destinationId);
    const numbers = await Promise.all(
      [project.member, project.projectAdmin, project.owner, project.projectMember, project.projectViewer].map(
        async (person) => (await project.told(person)).length,
      ),
    );
    expect(numbers).toEqual([1, 1, 0, 0, 0]);
    const [heard] = await project.told(project.member);
    expect(heard).toMatchObject({ title: "A destination needs attention", projectName: null });
    expect(JSON.stringify(heard)).not.toMatch(/general|Payments|is_archived/);
    const [notice] = await project.told(project.projectAdmin);
    expect(notice).toMatchObject({
      title: "#general needs attention",
      sentence: "It is is_archived.",
      projectName: "Payments",
      path: `/projects/${project.projectId}/notifications/${destinationId}`,
      read: false,
      mendedAt: null,
    });
    expect(await project.unread(project.projectAdmin)).toBe(1);
    await project.mendThem(destinationId);
    expect(await project.unread(project.projectAdmin)).toBe(0);
    expect((await project.told(project.projectAdmin))[0]?.mendedAt).toEqual(bench.clock.now());
    await project.breakThem(destinationId);
    expect(await project.told(project.projectAdmin)).toHaveLength(2);
    expect(await project.unread(project.projectAdmin)).toBe(1);
  });

  it("of two who mark the same break at once is written once", async () => {
    const { destinationId } = await project.subscribe(general);
    await Promise.all([
      project.breakThem(destinationId),
      project.breakThem(destinationId),
      project.breakThem(destinationId),
    ]);
    expect(await project.told(project.projectAdmin)).toHaveLength(1);
  });

  it("of a connection is one, for its owner and the admins of every project that sends through it", async () => {
    await project.subscribe(general);
    await project.subscribe(random);
    await project.breakConnection();
    for (const person of [project.member, project.projectAdmin]) {
      expect(await project.told(person)).toMatchObject([
        {
          title: "acme needs attention",
          path: `/organizations/${project.organizationId}/integrations/${project.integrationId}`,
        },
      ]);
    }
    await project.mendConnection();
    expect(await project.unread(project.member)).toBe(0);
  });

  it("of several destinations of a project is one, over when the last of them works or is gone", async () => {
    const one = await project.subscribe(general);
    const two = await project.subscribe(random);
    await project.breakThem(one.destinationId, two.destinationId);
    expect((await project.told(project.projectAdmin))[0]?.title).toBe(
      "2 destinations of Payments need attention",
    );
    await project.mendThem(one.destinationId);
    expect(await project.unread(project.projectAdmin)).toBe(1);
    await deleteDestination(project.as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId: two.destinationId,
    });
    expect(await project.unread(project.projectAdmin)).toBe(0);
  });

  it("goes to the organization's owners and admins where a project has no admin of its own", async () => {
    const { destinationId } = await project.subscribe(general);
    await bench.runtime.db.projectMember.deleteMany({
      where: { projectId: project.projectId, userId: project.projectAdmin.id },
    });
    await project.breakThem(destinationId);
    expect(await project.told(project.owner)).toHaveLength(1);
    expect(await project.told(project.admin)).toHaveLength(1);
  });

  it("is read by each for themselves, and by nobody whom it was not told to or who left", async () => {
    const { destinationId } = await project.subscribe(general);
    await project.breakThem(destinationId);
    const [notice] = await project.told(project.projectAdmin);
    const noticeId = notice?.id ?? "";
    for (const person of [project.stranger, project.owner, project.projectViewer]) {
      expect(await markNoticeRead(project.as(person), { noticeId })).toEqual({ count: 0 });
    }
    expect(await project.unread(project.projectAdmin)).toBe(1);
    await markNoticeRead(project.as(project.projectAdmin), { noticeId });
    expect((await project.told(project.projectAdmin))[0]?.read).toBe(true);
    await project.mendThem(destinationId);
    await project.breakThem(destinationId);
    expect(await markAllNoticesRead(project.as(project.projectAdmin))).toEqual({ count: 1 });
    expect(await project.unread(project.projectAdmin)).toBe(0);
    await bench.runtime.db.projectMember.deleteMany({ where: { userId: project.projectAdmin.id } });
    expect(await project.told(project.projectAdmin)).toEqual([]);
  });

  it("is not written of a destination that is switched off", async () => {
    const { destinationId } = await project.subscribe(general);
    await setDestinationEnabled(project.as(project.projectAdmin), {
      projectId: project.projectId,
      destinationId,
      enabled: false,
    });
    await project.breakThem(destinationId);
    expect(await project.told(project.projectAdmin)).toEqual([]);
  });
});
