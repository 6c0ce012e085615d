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
