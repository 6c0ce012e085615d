import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "#server/db/generated/client.ts";

/** The database, outside a transaction. */
export type Db = PrismaClient;
/** A transaction of the database. */
export type Tx = Prisma.TransactionClient;

const POOL_SIZE = 10;

// A process that stands still in the midst of a transaction, or whose host vanished, would keep what it locked for hours:
// the server ends its session, well within the lease of a lane.
const SESSION = { keepAlive: true, idle_in_transaction_session_timeout: 15_000 };

/** A pool of plain connections, for statements that are SQL. Close it with `end()`. */
export function createPool(url: string, options: { max?: number } = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? POOL_SIZE, ...SESSION });
  // An idle connection that the server ends is replaced on next use; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}

/** Prisma on a connection pool of its own, or on the given one, which stays its owner's to close. */
export function createDb(source: string | pg.Pool): Db {
  const adapter =
    typeof source === "string"
      ? new PrismaPg({ connectionString: source, max: POOL_SIZE, ...SESSION })
      : new PrismaPg(source, { disposeExternalPool: false });
  // Its long error messages repeat what was to be written.
  return new PrismaClient({ adapter, errorFormat: "minimal" });
}
