import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  organizationAttention,
  organizationBadges,
  projectAttention,
} from "#server/attention/list-attention.ts";
import { type Bench, createProject, type Person, type Project } from "#server/attention/test-bench.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain } from "#server/testing/pipeline.ts";

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

describe("what needs attention", () => {
  it("is told in a project by what mends it: a channel by itself, a connection with all that waits for it", async () => {
    const one = await project.subscribe(general);
    await project.subscribe(random);
    await project.emitCreated("attention");
    await project.breakThem(one.destinationId);
    await drain(bench.runtime);
    const { projectId, organizationId } = project;
    const ctx = project.as(project.projectAdmin);
    expect((await projectAttention(ctx, { projectId })).items).toMatchObject([
      {
        of: "destination",
        id: one.destinationId,
        waiting: 1,
        since: bench.clock.now(),
        trouble: { remedy: "unarchive" },
      },
    ]);
    await project.breakConnection();
    const [item, ...others] = (await projectAttention(ctx, { projectId })).items;
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      of: "integration",
      name: "acme",
      waiting: 1,
      trouble: { remedy: "reconnect" },
    });
    expect(item?.destinations).toHaveLength(2);
    await bench.runtime.db.organization.update({ where: { id: organizationId }, data: { plan: "free" } });
    expect((await projectAttention(ctx, { projectId })).items).toMatchObject([
      { of: "plan", waiting: 1, trouble: { remedy: "change-plan" } },
    ]);
  });

  it("is told in an organization of connections to everybody, and of projects to those who are in them", async () => {
    const one = await project.subscribe(general);
    await project.breakThem(one.destinationId);
    const { organizationId } = project;
    const items = async (person: Person) =>
      (await organizationAttention(project.as(person), { organizationId })).items;
    expect(await items(project.owner)).toMatchObject([{ of: "destination", id: one.destinationId }]);
    expect(await items(project.projectViewer)).toHaveLength(1);
    expect(await items(project.member)).toEqual([]);
    await project.breakConnection();
    expect(await items(project.member)).toMatchObject([{ of: "integration", destinations: [] }]);
    expect((await items(project.owner))[0]?.destinations).toHaveLength(1);
    for (const person of [project.stranger, project.instanceAdmin]) {
      await expect(items(person)).rejects.toMatchObject({ code: "not_found" });
      await expect(organizationBadges(project.as(person), { organizationId })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    for (const person of [project.stranger, project.member]) {
      await expect(
        projectAttention(project.as(person), { projectId: project.projectId }),
      ).rejects.toMatchObject({
        code: "not_found",
      });
    }
    expect(await organizationBadges(project.as(project.member), { organizationId })).toEqual({
      brokenIntegrations: 1,
    });
  });
});
