// Installs the packages where they are missing or not those of package-lock.json, and names the Node to run with.
// Runs on the machine's own Node (20 or newer), before there are any packages: no imports but Node's.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The folder of the project. */
export const ROOT = path.resolve(import.meta.dirname, "..");

const MODULES = path.join(ROOT, "node_modules");
const OWN_NODE = path.join(MODULES, "node/bin", process.platform === "win32" ? "node.exe" : "node");

/** Prints one line of progress. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Brings node_modules to what package-lock.json says. */
export function install() {
  if (!isInstalled()) {
    say("Installing packages; the first time takes a minute or two …");
    // `npm ci` refuses a lock file where the registry lacks another platform's build of an optional package.
    if (!npm(["ci", "--no-audit", "--no-fund"])) {
      say("`npm ci` refused; installing the versions of the lock file with `npm install` …");
      requireNpm(["install", "--no-save", "--no-audit", "--no-fund"]);
    }
  }
  // Its install script fetches Node 24 from the registry; an npm that runs no install scripts leaves it out.
  if (!existsSync(OWN_NODE)) requireNpm(["rebuild", "node"]);
}

/** Node 24, which runs TypeScript as it is: the packaged one, or this one if it is new enough. */
export function nodePath() {
  if (existsSync(OWN_NODE)) return OWN_NODE;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  fail(
    "Node 24 is missing: allow npm to run install scripts (`npm config delete ignore-scripts`), then try again.",
  );
}

/** The environment of child processes, in which `node` and the packages' programs are found first. */
export function childEnv(extra = {}) {
  const bin = [path.dirname(nodePath()), path.join(MODULES, ".bin")].join(path.delimiter);
  return {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
    NEXT_TELEMETRY_DISABLED: "1",
    ...extra,
  };
}

/** Runs Node 24 with arguments to its end; answers the exit code. */
export function runNode(args, extra = {}) {
  return spawnSync(nodePath(), args, { cwd: ROOT, stdio: "inherit", env: childEnv(extra) }).status ?? 1;
}

/** Becomes Node 24 with arguments: signals go on to it, and its end is ours. */
export function becomeNode(args, extra = {}) {
  const child = spawn(nodePath(), args, { cwd: ROOT, stdio: "inherit", env: childEnv(extra) });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // A signal to npm ends its shell and does not reach us: npm's end is then the sign to stop.
  const parent = process.ppid;
  const check = () => process.ppid !== parent && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event) setInterval(check, 500).unref();
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** Ends with a sentence. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

// npm's own record of what it installed, compared with the lock file: true also after somebody's own `npm install`.
function isInstalled() {
  const record = readJson(path.join(MODULES, ".package-lock.json"));
  if (!record) return false;
  const wanted = Object.entries(readJson(path.join(ROOT, "package-lock.json"))?.packages ?? {});
  return wanted.every(([name, entry]) => {
    if (name === "" || entry.link) return true;
    const found = record.packages[name];
    return found
      ? found.version === entry.version
      : Boolean(entry.optional || entry.devOptional || entry.peer);
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const { status } = spawnSync(command, [...first, ...args], {
    cwd: ROOT,
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
  });
  return status === 0;
}

function requireNpm(args) {
  if (!npm(args)) fail(`\`npm ${args.join(" ")}\` failed; its messages are above.`);
}
