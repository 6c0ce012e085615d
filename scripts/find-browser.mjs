// Finds a Chromium for the browser journeys, or gets one with what the machine offers.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { childEnv, nodePath, ROOT, say } from "./install.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser to use: `path`, or null for Playwright's own; `problem` is a sentence when there is none. */
export function findBrowser() {
  const installed = installedBrowser();
  if (installed) return { path: installed };
  if (playwrightsOwn()) return { path: null };
  say("No browser is installed; asking Playwright for one …");
  playwright(["install", "chromium"]);
  if (playwrightsOwn()) return { path: null };
  if (process.getuid?.() === 0 && find("apt-get")) {
    say("Playwright could not download one; installing Debian's …");
    const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update"], options);
    spawnSync("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], options);
  }
  const late = installedBrowser();
  if (late) return { path: late };
  return {
    problem:
      "The browser journeys need a Chromium: install `chromium` or Google Chrome, or set CHROMIUM_PATH to one, and run `npm test` again.",
  };
}

function installedBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named && existsSync(named)) return named;
  return NAMES.map(find).find(Boolean) ?? APPS.find((app) => existsSync(app)) ?? null;
}

function find(name) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  return null;
}

function playwrightsOwn() {
  const script = `process.stdout.write(require("@playwright/test").chromium.executablePath())`;
  const { stdout } = spawnSync(nodePath(), ["-e", script], { cwd: ROOT, encoding: "utf8", env: childEnv() });
  return Boolean(stdout) && existsSync(stdout);
}

function playwright(args) {
  const cli = ["node_modules/@playwright/test/cli.js", ...args];
  // Where only package registries are reachable the download hangs rather than fails.
  return spawnSync(nodePath(), cli, { cwd: ROOT, stdio: "inherit", env: childEnv(), timeout: 180_000 });
}
