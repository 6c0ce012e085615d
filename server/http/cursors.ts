import { z } from "zod";
import { open, seal } from "#server/crypto/key-ring.ts";
import { invalid } from "#server/errors.ts";
import { HttpError } from "#server/http/http-error.ts";
import type { Runtime } from "#server/runtime.ts";

/** How much of a list one answer holds. */
export const limitField = z.coerce
  .number("Write a whole number from 1 to 100.")
  .int("Write a whole number from 1 to 100.")
  .min(1, "Write 1 or more.")
  .max(100, "Write 100 or less.")
  .default(50)
  .meta({ description: "How many to answer at most." });

/** Where a list goes on. */
export const cursorField = z
  .string()
  .max(500)
  .optional()
  .meta({ description: "The `nextCursor` of the answer before; left out for the first page." });

/** The shape of every list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "The `cursor` of the next page; null when this is the last." }),
  });

const broken = () =>
  invalid(
    "cursor",
    "cursor: This is no cursor of this list. Use a nextCursor as it was answered, or leave it out.",
  );

/**
 * A place in a list as an opaque text. Nobody can read or make one, and it counts in this list only (`list` names it,
 * such as `deliveries/<project>`).
 */
export function sealCursor({ keyRing }: Pick<Runtime, "keyRing">, list: string, place: string): string {
  const sealed = seal(keyRing.derive("api-cursor"), Buffer.from(place, "utf8"), Buffer.from(list, "utf8"));
  return Buffer.from(sealed).toString("base64url");
}

/** The place that `sealCursor` was given. @throws {AppError} naming the field, on any other text. */
export function openCursor({ keyRing }: Pick<Runtime, "keyRing">, list: string, cursor: string): string {
  try {
    const opened = open(
      keyRing.derive("api-cursor"),
      Buffer.from(cursor, "base64url"),
      Buffer.from(list, "utf8"),
    );
    return Buffer.from(opened).toString("utf8");
  } catch {
    throw broken();
  }
}

/** The epoch of positions: a restore from a backup begins a new one. */
export async function currentEpoch({ db }: Pick<Runtime, "db">): Promise<number> {
  const counter = await db.positionCounter.findUniqueOrThrow({ where: { id: 1 }, select: { epoch: true } });
  return counter.epoch;
}

/** A place in the event log, as programs keep it. */
export const eventCursor = (epoch: number, position: string) => `${epoch}-${position}`;

/**
 * The position that an event cursor names.
 * @throws {AppError} naming the field on anything else, and {HttpError} `gap` for a cursor of another epoch.
 */
export function positionOf(epoch: number, cursor: string): string {
  const [, of = "", position = ""] = /^(\d{1,9})-(\d{1,18})$/.exec(cursor) ?? [];
  if (position === "") throw broken();
  if (Number(of) === epoch) return position;
  throw new HttpError(
    "gap",
    "This cursor is of another time of the database: it was restored from a backup since, and positions began anew. Leave the cursor out to start again, and expect events you have seen.",
    { details: { field: "cursor" } },
  );
}
