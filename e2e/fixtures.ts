import { test as base, type Page } from "@playwright/test";
import { z } from "zod";
import { startBellwire, startSandbox } from "./processes.ts";

/** The person that a fresh instance is set up with. */
export const ada = { name: "Ada Lindqvist", email: "ada@example.com", password: "a long enough sentence" };

export type Stack = {
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  bellwire: Awaited<ReturnType<typeof startBellwire>>;
};

/** Each spec that makes its own has a Bellwire and a Slack of its own, as fresh as after the first start. */
export const createTest = () =>
  base.extend<object, { stack: Stack }>({
    stack: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
      async ({}, use) => {
        const sandbox = await startSandbox();
        const bellwire = await startBellwire({ sandboxUrl: sandbox.url });
        await use({ sandbox, bellwire });
        await bellwire.stop();
        await sandbox.stop();
      },
      { scope: "worker", timeout: 120_000 },
    ],
  });

/** The same on an instance that was set up by Ada; `prepared` is its address. */
export const createSetUpTest = () =>
  createTest().extend<object, { prepared: string }>({
    prepared: [
      async ({ stack, browser }, use) => {
        const page = await browser.newPage();
        await setUpInBrowser(page, stack);
        await page.close();
        await use(stack.bellwire.baseUrl);
      },
      { scope: "worker" },
    ],
  });

/** For specs that extend it with fixtures of their own. */
export const test = createTest();
export { expect } from "@playwright/test";

/** Fills the set-up page with the code that was printed; ends on the first project's overview. */
export async function setUpInBrowser(page: Page, { bellwire }: Stack): Promise<void> {
  await page.goto(`${bellwire.baseUrl}/`);
  await page.getByLabel("One-time code").fill(await bellwire.setupCode());
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByLabel("Organization").fill("Acme");
  await page.getByLabel("First project").fill("Payments");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.waitForURL(/\/projects\//);
}

/** Signs in on the sign-in page. */
export async function signInInBrowser(
  page: Page,
  baseUrl: string,
  person: { email: string; password: string },
): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

const messagesSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      channelName: z.string(),
      text: z.string(),
      blocks: z.array(z.unknown()),
      thread_ts: z.string().nullish(),
      notified: z.array(z.string()),
    }),
  ),
});

/** What stands in a channel of the sandbox. */
export async function messagesIn(stack: Stack, channel: string) {
  const answer = await stack.sandbox.control("GET", `messages?channel=${encodeURIComponent(channel)}`);
  return messagesSchema.parse(answer).messages;
}
