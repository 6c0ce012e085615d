import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { apiOf, signInOverHttp } from "./api.ts";
import { ada, createSetUpTest, expect, signInInBrowser } from "./fixtures.ts";

const execute = promisify(execFile);

/** Runs a command as a shell would, such as one copied from a page. */
async function shell(command: string): Promise<string> {
  return (await execute("bash", ["-c", command])).stdout;
}

/** Calls an address with curl; the status and the body. */
async function curl(...args: string[]): Promise<{ status: number; body: unknown }> {
  const { stdout } = await execute("curl", ["--silent", "--write-out", "\n%{http_code}", ...args]);
  const at = stdout.lastIndexOf("\n");
  const text = stdout.slice(0, at);
  return { status: Number(stdout.slice(at + 1)), body: text === "" ? null : JSON.parse(text) };
}

const loginSchema = z.object({
  accessToken: z.string(),
  tokenType: z.literal("Bearer"),
  expiresIn: z.number(),
});

const test = createSetUpTest();

test("a machine identity is made, used with curl, and refused from the moment it is revoked", async ({
  page,
  prepared: baseUrl,
}) => {
  await signInInBrowser(page, baseUrl, ada);
  const api = apiOf(baseUrl, await signInOverHttp(baseUrl, ada));
  const [organization] = await api.organizations.mine.query();
  if (!organization) throw new Error("There is no organization.");
  const [project] = await api.projects.list.query({ organizationId: organization.id });
  if (!project) throw new Error("There is no project.");

  await page.goto(`${baseUrl}/organizations/${organization.id}/identities`);
  await page.getByRole("link", { name: "Add identity" }).first().click();
  await page.getByLabel("Name").fill("deploy-pipeline");
  await page.getByRole("button", { name: "Add identity" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "deploy-pipeline" })).toBeVisible();

  await page.getByRole("button", { name: "Add to a project" }).click();
  await page.getByLabel("Project", { exact: true }).click();
  await page.getByRole("option", { name: "Payments" }).click();
  await page.getByLabel("Role", { exact: true }).click();
  await page.getByRole("option", { name: /admin/i }).click();
  await page.getByRole("button", { name: "Add to project" }).click();
  await expect(page.getByText("deploy-pipeline is in Payments now.")).toBeVisible();

  await page.getByRole("button", { name: "New client secret" }).first().click();
  await page.getByRole("button", { name: "Make secret" }).click();
  const command = await page
    .getByRole("dialog")
    .locator("pre", { hasText: "curl --request POST" })
    .textContent();
  await page.getByRole("button", { name: "Done" }).click();

  const { accessToken } = loginSchema.parse(JSON.parse(await shell(`${command} --silent`)));
  const token = `Authorization: Bearer ${accessToken}`;
  const projects = await curl("--header", token, `${baseUrl}/api/v1/projects`);
  expect(projects).toMatchObject({ status: 200, body: { items: [{ id: project.id, name: "Payments" }] } });
  const environments = `${baseUrl}/api/v1/projects/${project.id}/environments`;
  const json = ["--header", "Content-Type: application/json", "--data"];
  const once = ["--header", "Idempotency-Key: release-42"];
  const add = [...once, ...json, '{"slug":"qa","name":"QA"}', environments];
  const first = await curl("--header", token, ...add);
  expect(first).toMatchObject({ status: 201, body: { slug: "qa" } });
  expect(await curl("--header", token, ...add)).toEqual(first);
  const wrong = await curl("--header", token, ...json, '{"slug":"No spaces","name":"QA"}', environments);
  expect(wrong).toMatchObject({
    status: 400,
    body: { error: { code: "invalid", details: { field: "slug" } } },
  });

  await page.reload();
  await page.getByRole("button", { name: /^Revoke bws_/ }).click();
  await page.getByRole("button", { name: "Revoke secret" }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect(await curl("--header", token, `${baseUrl}/api/v1/projects`)).toMatchObject({
    status: 401,
    body: { error: { code: "unauthenticated" } },
  });
  expect(JSON.parse(await shell(`${command} --silent`))).toMatchObject({
    error: { code: "unauthenticated" },
  });

  await page.goto(`${baseUrl}/organizations/${organization.id}/audit`);
  await expect(page.getByRole("table").getByText("deploy-pipeline").first()).toBeVisible();
});

test("somebody signed in asks for Slack's status with curl, and a write without our header is refused", async ({
  prepared: baseUrl,
}) => {
  const cookie = await signInOverHttp(baseUrl, ada);
  const [organization] = await apiOf(baseUrl, cookie).organizations.mine.query();
  const status = `${baseUrl}/api/v1/workflow-integrations/slack/status?organizationId=${organization?.id}`;
  expect(await curl("--header", `Cookie: ${cookie}`, status)).toEqual({
    status: 200,
    body: { installed: false, available: false },
  });
  const removal = ["--request", "DELETE", "--header", `Cookie: ${cookie}`, status.replace("/status", "")];
  expect((await curl(...removal)).status).toBe(403);
  expect((await curl(...removal, "--header", "X-Requested-With: curl")).status).toBe(404);
});
