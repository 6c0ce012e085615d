import { describe, expect, it } from "vitest";
import { schemaRows } from "#components/api-docs/schema-rows.ts";
import type { JsonSchema } from "#server/http/openapi-schema.ts";

const schemas: Record<string, JsonSchema> = {
  Person: {
    type: "object",
    description: "Somebody.",
    properties: { id: { type: "string", format: "uuid" }, friend: { $ref: "#/components/schemas/Person" } },
    required: ["id"],
  },
};
const rows = (schema: JsonSchema) =>
  schemaRows(schemas, schema).map(({ parent, name, type }) => `${parent}${name}: ${type}`);

describe("schemaRows", () => {
  it("names the fields of objects in lists and beside null by where they stand", () => {
    expect(
      rows({
        type: "object",
        properties: {
          items: {
            type: "array",
            items: { type: "object", properties: { at: { type: ["string", "null"] } } },
          },
          waiting: {
            anyOf: [{ type: "object", properties: { until: { type: "string" } } }, { type: "null" }],
          },
        },
      }),
    ).toEqual([
      "items: list of object",
      "items[].at: string or null",
      "waiting: object or null",
      "waiting.until: string",
    ]);
  });

  it("follows names, and a schema that contains itself only once", () => {
    expect(rows({ $ref: "#/components/schemas/Person" })).toEqual(["id: string (uuid)", "friend: object"]);
    const [, friend] = schemaRows(schemas, { $ref: "#/components/schemas/Person" });
    expect(friend).toMatchObject({ required: false, description: "Somebody." });
  });

  it("shows each field of several shapes once", () => {
    const shape = (installed: boolean, more: Record<string, JsonSchema>): JsonSchema => ({
      type: "object",
      properties: { installed: { const: installed }, ...more },
      required: ["installed"],
    });
    const merged = schemaRows(schemas, {
      anyOf: [shape(true, { team: { type: "string" } }), shape(false, {})],
    });
    expect(merged).toMatchObject([
      { name: "installed", type: "true or false", required: true },
      { name: "team", type: "string", required: false },
    ]);
  });

  it("tells the limits in words", () => {
    const [row] = schemaRows(schemas, {
      type: "object",
      properties: { limit: { type: "integer", minimum: 1, maximum: 100, default: 50 } },
    });
    expect(row?.limits).toEqual(["1 to 100", "50 unless given"]);
    const [slug] = schemaRows(schemas, {
      type: "object",
      properties: { slug: { type: "string", maxLength: 40, pattern: "^[a-z]+$" } },
    });
    expect(slug?.limits).toEqual(["at most 40 characters", "matches ^[a-z]+$"]);
  });
});
