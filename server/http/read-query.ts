import { z } from "zod";
import { invalid } from "#server/errors.ts";

/**
 * The query of an address as an object. A parameter whose schema is a list may stand several times.
 * @throws {AppError} naming a parameter that stands twice and may not.
 */
export function readQuery(search: URLSearchParams, schema: z.ZodObject): Record<string, string | string[]> {
  const query = new Map<string, string | string[]>();
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    const list = isList(schema.shape[name]);
    if (!list && values.length > 1) {
      throw invalid(name, `${name} stands ${values.length} times in the query. Give it once.`);
    }
    query.set(name, list ? values : (values[0] ?? ""));
  }
  return Object.fromEntries(query);
}

function isList(schema: unknown): boolean {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return isList(schema.unwrap());
  return schema instanceof z.ZodArray;
}

/**
 * Refuses U+0000, which no text of the database can hold.
 * @throws {AppError} naming the field.
 */
export function refuseNul(value: unknown, field = ""): void {
  if (typeof value === "string" && value.includes("\u0000")) {
    throw invalid(field, `${field} contains the character U+0000. Take it out.`);
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    const path = field === "" ? key : `${field}.${key}`;
    refuseNul(key, path);
    refuseNul(inner, path);
  }
}
