import type { ClientBase } from "pg";
import {
  isSigned,
  keyIdOf,
  type SigningKey,
  signCheckpoint,
  writeCheckpoint,
} from "#server/audit/checkpoint.ts";
import { appendCheckpoint, checkpointFileOf, readNewestCheckpoints } from "#server/audit/checkpoint-file.ts";
import { agreementOf, type ChainEnd, checkpointDue, laterOf } from "#server/audit/checkpoint-policy.ts";
import { GENESIS } from "#server/audit/entry-hash.ts";
import { hasUnsealed, readChainEnd, sealBatch } from "#server/audit/seal-batch.ts";
import { loadSigningKey } from "#server/audit/signing-key.ts";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** Seals the audit log on the connection that holds the sequencer's lock. None of it throws: events go on. */
export type Sealer = {
  /** The connection took the lock: looks where the chain stands, and what this process knew of it. */
  begin(client: ClientBase): Promise<void>;
  /** Seals one batch and makes a checkpoint if one is due; answers how many entries were sealed. */
  work(client: ClientBase): Promise<number>;
  /** Seals what is left and covers it, before the connection is given up. */
  finish(client: ClientBase): Promise<void>;
};

const start: ChainEnd = { segment: 1, number: 0, chainHash: GENESIS };

type LastCheckpoint = { segment: number; number: number; at: Date };

/** Makes the sealer of a process. */
export function createSealer(runtime: Runtime): Sealer {
  const { clock, logger } = runtime;
  const file = checkpointFileOf(runtime.env.dataDir);
  /** The furthest that this process saw the chain: by its checkpoint file, then by its own sealing. */
  let witness: ChainEnd | null = null;
  let end: ChainEnd | null = null;
  let last: LastCheckpoint | null = null;
  let key: SigningKey | null = null;
  let failing = false;
  let toldDiffers = false;

  // What fails is tried again at the next poll; said once, not each second.
  const guarded = async (doing: () => Promise<number>): Promise<number> => {
    try {
      const done = await doing();
      failing = false;
      return done;
    } catch (error) {
      if (!failing) logger.error({ err: error }, "the audit log could not be sealed; it is tried again");
      failing = true;
      return 0;
    }
  };

  const seal = async (client: ClientBase): Promise<number> => {
    const putBack = witness !== null && agreementOf(end ?? start, witness, null) === "behind";
    if (!putBack && !(await hasUnsealed(client))) return 0;
    // Before the batch, so that the entry about a new key is in it.
    key ??= await loadSigningKey(runtime);
    const batch = await sealBatch(client, clock.now(), witness);
    if (batch.agreement === "behind") {
      logger.warn(
        { segment: batch.end.segment, number: batch.end.number },
        "the database was put back to an earlier state: a new segment of the audit log begins",
      );
    }
    if (batch.agreement === "differs" && !toldDiffers) {
      toldDiffers = true;
      logger.error("the audit log is not the one that was sealed here: run `npm run audit:verify`");
    }
    end = batch.end;
    witness = batch.end;
    return batch.sealed;
  };

  const checkpoint = async (client: ClientBase, stopping: boolean): Promise<void> => {
    const now = clock.now();
    if (!end || !checkpointDue({ end, last, now, stopping })) return;
    key ??= await loadSigningKey(runtime);
    const made = signCheckpoint(key, { ...end, at: now });
    await client.query(
      `insert into "AuditCheckpoint" ("id", "segment", "number", "chainHash", "at", "keyId", "signature")
       values ($1, $2, $3, $4, $5, $6, $7) on conflict ("segment", "number") do nothing`,
      [
        ...[newId(), made.segment, made.number, Buffer.from(made.chainHash)],
        ...[made.at, made.keyId, Buffer.from(made.signature)],
      ],
    );
    // Counted before the copies: a full disk must not make the table grow each second.
    last = made;
    logger.info({ checkpoint: writeCheckpoint(made) }, "audit log sealed");
    await appendCheckpoint(file, made);
  };

  return {
    begin: async (client) => {
      await guarded(async () => {
        end = await readChainEnd(client);
        last = await readLastCheckpoint(client);
        witness = laterOf(witness, await readWitness(runtime, file));
        return 0;
      });
    },
    work: (client) =>
      guarded(async () => {
        const sealed = await seal(client);
        await checkpoint(client, false);
        return sealed;
      }),
    finish: async (client) => {
      await guarded(async () => {
        while ((await seal(client)) > 0);
        await checkpoint(client, true);
        return 0;
      });
    },
  };
}

async function readLastCheckpoint(client: ClientBase): Promise<LastCheckpoint | null> {
  const { rows } = await client.query<{ segment: number; number: string; at: Date }>(
    `select "segment", "number"::text, "at" from "AuditCheckpoint" order by "segment" desc, "AuditCheckpoint"."number" desc limit 1`,
  );
  const row = rows[0];
  return row ? { ...row, number: Number(row.number) } : null;
}

/** The newest checkpoint of this process's file that a key of this database signed. */
async function readWitness(runtime: Runtime, file: string): Promise<ChainEnd | null> {
  const newest = await readNewestCheckpoints(file);
  if (newest.length === 0) return null;
  const keys = await runtime.db.auditSigningKey.findMany({ select: { id: true, publicKey: true } });
  const known = new Map(keys.map((key) => [key.id, key.publicKey]));
  const ours = newest.find((one) => {
    const publicKey = known.get(one.keyId);
    return publicKey !== undefined && keyIdOf(publicKey) === one.keyId && isSigned(one, publicKey);
  });
  if (!ours) {
    runtime.logger.warn(
      { file },
      "the checkpoint file is of another database: move it away if this one was made anew",
    );
  }
  return ours ?? null;
}
