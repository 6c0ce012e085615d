import type { Page } from "@playwright/test";
import { totpCode } from "#server/auth/totp.ts";
import { apiOf, signInOverHttp } from "./api.ts";
import { ada, createSetUpTest, expect, type Stack, signInInBrowser } from "./fixtures.ts";

const test = createSetUpTest();

const newPassword = "another long enough sentence";

async function openAccount(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** The person in a browser of their own. */
async function elsewhere({ bellwire }: Stack, page: Page, password: string): Promise<Page> {
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("There is no browser.");
  const other = await context.newPage();
  await signInInBrowser(other, bellwire.baseUrl, { ...ada, password });
  return other;
}

test("a changed password counts at once, and signs out every other browser", async ({
  page,
  stack,
  prepared,
}) => {
  await signInInBrowser(page, prepared, ada);
  const other = await elsewhere(stack, page, ada.password);
  await openAccount(page, "Security");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your password.")).toBeVisible();
  await page.getByLabel("Current password").fill(ada.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();

  // The page that was open notices by itself; going elsewhere meanwhile would be in its way.
  await expect(other).toHaveURL(/\/sign-in\?next=/);
  await other.goto(`${prepared}/account/profile`);
  await expect(other).toHaveURL(/\/sign-in\?next=%2Faccount%2Fprofile$/);
  await other.getByLabel("E-mail").fill(ada.email);
  await other.getByLabel("Password").fill(ada.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await other.getByLabel("Password").fill(newPassword);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();

  // And back, for the journeys that follow.
  await openAccount(other, "Security");
  await other.getByLabel("Current password").fill(newPassword);
  await other.getByLabel("New password").fill(ada.password);
  await other.getByRole("button", { name: "Change password" }).click();
  await expect(other.getByText("Your password is changed.")).toBeVisible();
});

test("sessions are listed, and end at once in the browser they belong to", async ({
  page,
  stack,
  prepared,
}) => {
  await signInInBrowser(page, prepared, ada);
  const other = await elsewhere(stack, page, ada.password);
  await other.goto(`${prepared}/account/sessions`);
  await expect(other.getByRole("row").filter({ hasText: "This one" })).toHaveCount(1);

  await openAccount(page, "Sessions");
  const rows = page.getByRole("row").filter({ hasText: "Chromium on Linux" });
  await expect(rows.filter({ hasText: "This one" })).toHaveCount(1);
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);
  await rows.filter({ hasNotText: "This one" }).first().getByRole("button", { name: "End" }).click();
  await page.getByRole("button", { name: "End session" }).click();
  await expect(rows).toHaveCount(before - 1);

  // The page that stands open over there asks to sign in at its next question, without being loaded anew.
  await other.getByRole("link", { name: "Profile" }).click();
  await expect(other).toHaveURL(/\/sign-in/);

  await elsewhere(stack, page, ada.password);
  await page.reload();
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a second step: set up, signed in with a code and a recovery code, and turned off", async ({
  page,
  prepared,
}) => {
  await signInInBrowser(page, prepared, ada);
  await openAccount(page, "Security");
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Password")).toBeFocused();
  await dialog.getByLabel("Password").fill(ada.password);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("img", { name: /QR code/ })).toBeVisible();
  const secret = ((await dialog.locator("code").textContent()) ?? "").replaceAll(" ", "");
  await expect(dialog.getByLabel("Code", { exact: true })).toBeFocused();
  await dialog.getByLabel("Code", { exact: true }).fill("000000");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("This is not the code for now.")).toBeVisible();
  await dialog.getByLabel("Code", { exact: true }).fill(totpCode(secret, new Date()));
  await page.keyboard.press("Enter");
  const codes = dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const [recoveryCode = "", spareCode = ""] = await codes.allTextContents();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 of 10")).toBeVisible();

  // The code of the next step: the one just used counts no more.
  const signInWith = async (code: string, recovery = false) => {
    // The page goes first: without its session it would ask to sign in by itself.
    await page.goto("about:blank");
    await page.context().clearCookies();
    await page.goto(`${prepared}/sign-in?next=/account/security`);
    await page.getByLabel("E-mail").fill(ada.email);
    await page.getByLabel("Password").fill(ada.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    if (recovery) await page.getByRole("button", { name: "Use a recovery code" }).click();
    const field = page.getByLabel(recovery ? "Recovery code" : "Code", { exact: true });
    await expect(field).toBeFocused();
    await field.fill(code);
    await page.keyboard.press("Enter");
  };
  const next = totpCode(secret, new Date(Date.now() + 30_000));
  await signInWith(next);
  await expect(page.getByText("10 of 10")).toBeVisible();
  await signInWith(next);
  await expect(page.getByText("This code is not right, or was used already.")).toBeVisible();
  await signInWith(recoveryCode, true);
  await expect(page.getByText("9 of 10")).toBeVisible();
  await signInWith(recoveryCode, true);
  await expect(page.getByText("This recovery code is not right, or was used already.")).toBeVisible();
  await expect(page.getByLabel("Recovery code")).toHaveValue("");

  await signInWith(spareCode, true);
  await page.getByRole("button", { name: "Turn off" }).click();
  await dialog.getByLabel("Password").fill(ada.password);
  await dialog.getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByText("Two-step sign-in is off.")).toBeVisible();
  await page.goto("about:blank");
  await page.context().clearCookies();
  await signInInBrowser(page, prepared, ada);
});

test("an admin's link gives a new password once, and tells nobody where it was opened", async ({
  page,
  prepared,
}) => {
  const api = apiOf(prepared, await signInOverHttp(prepared, ada));
  const me = await api.session.me.query();
  const { link } = await api.passwordResets.create.mutate({ userId: me.id });
  const answer = await page.goto(link);
  expect(answer?.headers()["referrer-policy"]).toBe("no-referrer");
  await page.getByLabel("New password").fill(ada.password);
  await page.getByRole("button", { name: "Set new password" }).click();
  await expect(page.getByText("Your new password is set.")).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
  await expect(api.session.me.query()).rejects.toThrow();
});
