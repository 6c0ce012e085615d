import type { OpenApiDocument } from "#server/http/openapi.ts";
import type { JsonSchema } from "#server/http/openapi-schema.ts";

/** One field of a schema, as a line of a table. */
export type SchemaRow = {
  /** What stands before the name: `items[].event.` */
  parent: string;
  name: string;
  /** In words: `string (uuid) or null`. */
  type: string;
  /** What else it must be: `1 to 40 characters`. */
  limits: string[];
  required: boolean;
  description: string;
};

type Schemas = OpenApiDocument["components"]["schemas"];

/** A schema's fields with those of the objects in it, each below its object. */
export function schemaRows(schemas: Schemas, schema: JsonSchema): SchemaRow[] {
  return rowsBelow(schemas, schema, "", []);
}

type Walk = (
  schemas: Schemas,
  schema: JsonSchema,
  parent: string,
  seen: readonly JsonSchema[],
) => SchemaRow[];

const rowsBelow: Walk = (schemas, schema, parent, seen) => {
  const object = resolved(schemas, schema);
  // A schema that contains itself is not walked for ever.
  if (seen.includes(object)) return [];
  const within = [...seen, object];
  if (object.anyOf) return merged(object.anyOf.map((shape) => rowsBelow(schemas, shape, parent, within)));
  return Object.entries(object.properties ?? {}).flatMap(([name, property]) => {
    const { inner, suffix } = innermost(schemas, property);
    const row = {
      parent,
      name,
      type: typeOf(schemas, property),
      limits: limitsOf(resolved(schemas, property)),
      required: object.required?.includes(name) ?? false,
      description: property.description ?? resolved(schemas, property).description ?? "",
    };
    return [row, ...rowsBelow(schemas, inner, `${parent}${name}${suffix}.`, within)];
  });
};

/** The fields of several shapes that a value may have, each once. */
function merged(shapes: readonly SchemaRow[][]): SchemaRow[] {
  const keyOf = ({ parent, name }: SchemaRow) => `${parent}${name}`;
  const found = new Map<string, SchemaRow[]>();
  for (const row of shapes.flat()) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
  return [...found.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const type = [...new Set(rows.map((row) => row.type))].join(" or ");
    const required = rows.length === shapes.length && rows.every((row) => row.required);
    return [{ ...first, type, required }];
  });
}

/** What an array holds, or what stands beside null: where the fields of a property are. */
function innermost(schemas: Schemas, schema: JsonSchema): { inner: JsonSchema; suffix: string } {
  const here = resolved(schemas, schema);
  if (here.items) {
    const { inner, suffix } = innermost(schemas, here.items);
    return { inner, suffix: `[]${suffix}` };
  }
  const [only, ...others] = here.anyOf?.filter((one) => one.type !== "null") ?? [];
  return only && others.length === 0 ? innermost(schemas, only) : { inner: here, suffix: "" };
}

/** The type of a schema in words. */
export function typeOf(schemas: Schemas, schema: JsonSchema): string {
  const here = resolved(schemas, schema);
  if (here.const !== undefined) return JSON.stringify(here.const);
  if (here.enum) return `one of ${here.enum.map(String).join(", ")}`;
  if (here.anyOf) return [...new Set(here.anyOf.map((one) => typeOf(schemas, one)))].join(" or ");
  if (here.items) return `list of ${typeOf(schemas, here.items)}`;
  const types = [here.type ?? "any JSON"].flat();
  const format = here.format ? ` (${here.format})` : "";
  return types.map((type) => (type === "null" ? type : `${type}${format}`)).join(" or ");
}

/** What a value must be besides its type, in words. */
export function limitsOf(schema: JsonSchema): string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern, format } = schema;
  const fallback = schema.default;
  const whole = (limit: number | undefined) =>
    limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;
  return [
    between(minLength, maxLength, "characters"),
    between(whole(minimum), whole(maximum), ""),
    between(minItems, maxItems, "items"),
    pattern && !format ? `matches ${pattern}` : null,
    fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)
      ? null
      : `${String(fallback)} unless given`,
  ].filter((one) => one !== null);
}

function between(least: number | undefined, most: number | undefined, what: string): string | null {
  const of = what === "" ? "" : ` ${what}`;
  if (least !== undefined && most !== undefined) return `${least} to ${most}${of}`;
  if (least !== undefined) return `at least ${least}${of}`;
  return most === undefined ? null : `at most ${most}${of}`;
}

function resolved(schemas: Schemas, schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : schemas[name];
  return target ? resolved(schemas, target) : schema;
}
