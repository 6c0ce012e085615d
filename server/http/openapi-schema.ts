import { z } from "zod";

/** JSON Schema 2020-12, as OpenAPI 3.1 has it; the parts that zod writes and the reference reads. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  [keyword: string]: unknown;
};

/** Collects the named schemas of a document; others stand where they are used. */
export type SchemaBook = { components: Record<string, JsonSchema> };

const jsonSchemaSchema: z.ZodType<JsonSchema> = z.looseObject({});
const withDefs = z.looseObject({ $defs: z.record(z.string(), jsonSchemaSchema).optional() });

/**
 * A zod schema as JSON Schema: `input` for what a request may carry, where unknown fields are refused, `output` for what
 * an answer holds, to which fields may be added in time.
 */
export function toJsonSchema(book: SchemaBook, schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    override({ jsonSchema }) {
      // The format says it; the pattern beside it is long and says the same.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // What zod writes of every whole number tells nobody anything.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.type === "object" && jsonSchema.properties) {
        if (io === "input") jsonSchema.additionalProperties = false;
        else delete jsonSchema.additionalProperties;
      }
    },
  });
  const { $defs, $schema: _, id: __, ...root } = withDefs.parse(moveRefs(JSON.parse(JSON.stringify(made))));
  for (const [name, { id: ___, ...definition }] of Object.entries($defs ?? {})) {
    book.components[name] = definition;
  }
  // A schema with a name of its own stands at the root as itself; it is kept under its name like all others.
  const name = schema.meta()?.id;
  if (name === undefined) return root;
  book.components[name] ??= root;
  return { $ref: `#/components/schemas/${name}` };
}

function moveRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moveRefs);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? inner.replace("#/$defs/", "#/components/schemas/")
        : moveRefs(inner),
    ]),
  );
}
