// `npm test`: every check in order, each with its time; ends at the first group that fails.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findBrowser } from "./find-browser.mjs";
import { install, runNode, say } from "./install.mjs";
import { build, generate } from "./prepare.mjs";

const reports = mkdtempSync(path.join(tmpdir(), "bellwire-reports-"));
const total = { passed: 0, failed: 0 };

// Each answers how many checks passed and failed, and whether the group is good.
const groups = [
  ["Format", () => one(runNode(["node_modules/@biomejs/biome/bin/biome", "format", "."]))],
  ["Lint", () => one(runNode(["node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings", "."]))],
  ["Types", () => one(runNode(["node_modules/typescript/bin/tsc", "--noEmit"]))],
  ["Dead code", () => one(runNode(["node_modules/knip/bin/knip.js"]))],
  ["Unit and integration tests", unit],
  ["Build", () => one(build() ? 0 : 1)],
  ["Browser journeys", journeys],
];

install();
generate();
let failedGroup = null;
for (const [name, check] of groups) {
  say(`\n━━ ${name}`);
  const startedAt = Date.now();
  const result = check();
  total.passed += result.passed;
  total.failed += result.failed;
  say(
    `━━ ${name}: ${result.good ? "passed" : "FAILED"} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  if (!result.good) {
    failedGroup = name;
    break;
  }
}
rmSync(reports, { recursive: true, force: true });
if (failedGroup) say(`\nStopped at: ${failedGroup}. What comes after it was not run.`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(failedGroup ? 1 : 0);

function one(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, good: code === 0 };
}

function unit() {
  const file = path.join(reports, "unit.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  const code = runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters]);
  const report = readReport(file);
  return counted(code, report?.numPassedTests, report?.numFailedTests);
}

function journeys() {
  const browser = findBrowser();
  if (browser.problem) {
    say(browser.problem);
    return one(1);
  }
  const file = path.join(reports, "journeys.json");
  const code = runNode(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    NODE_ENV: "test",
    ...(browser.path ? { CHROMIUM_PATH: browser.path } : {}),
  });
  const { expected = 0, flaky = 0, unexpected = 0 } = readReport(file)?.stats ?? {};
  return counted(code, expected + flaky, unexpected);
}

// A run that broke before it could count is one failure.
function counted(code, passed = 0, failed = 0) {
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), good: code === 0 };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
