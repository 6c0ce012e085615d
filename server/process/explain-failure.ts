import { BackupError } from "#server/backup/write-backup.ts";
import { DecryptError, KeyRingError } from "#server/crypto/key-ring.ts";
import { MigrationError } from "#server/db/migrate.ts";
import { EmbeddedPostgresError } from "#server/db/postgres-binaries.ts";
import { type Env, EnvError } from "#server/env.ts";

const OURS = [EnvError, KeyRingError, DecryptError, MigrationError, EmbeddedPostgresError, BackupError];

/** Sentences for a start that failed for a reason the person can mend; null for a defect of ours. */
export function explainFailure(error: unknown, env: Env | null): string | null {
  if (!(error instanceof Error)) return null;
  if (OURS.some((kind) => error instanceof kind)) return error.message;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const where = env ? `${env.host}:${env.port}` : "";
  const database = "Bellwire cannot reach the database of DATABASE_URL";
  switch (code) {
    case "EADDRINUSE":
      return `Something else already listens on ${where}: stop it, or set PORT to another number.`;
    case "EACCES":
      return "syscall" in error && error.syscall === "listen"
        ? `This user may not listen on ${where}: set PORT to a number above 1023.`
        : `Bellwire may not write to its data folder: ${error.message}. Change its owner, or set DATA_DIR.`;
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "ETIMEDOUT":
      return `${database} (${code}): check the host and port, and that PostgreSQL runs there.`;
    case "28P01":
    case "28000":
      return `${database}: it refuses the user or the password.`;
    case "3D000":
      return `${database}: there is no such database; create it first.`;
    default:
      return null;
  }
}
