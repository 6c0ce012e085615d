import { describe, expect, it } from "vitest";
import { askedPathSchema } from "#server/access-requests/fields.ts";
import { pathGlobSchema, secretPathSchema } from "#server/projects/secret-path.ts";

const messagesOf = (schema: typeof secretPathSchema | typeof askedPathSchema, path: unknown) =>
  schema.safeParse(path).error?.issues.map(({ message }) => message);

describe("a secret path", () => {
  it.each(["/", "/app", "/app/db.v2_a-b", "/.env", "/a../b", "/...", "/App/DB"])("may be %s", (path) => {
    for (const schema of [secretPathSchema, pathGlobSchema, askedPathSchema]) {
      expect(schema.safeParse(path).success).toBe(true);
    }
  });

  it.each(["/app/../x", "/..", "/./app", "/app/.", "/app/.."])("may not lead back, as %s", (path) => {
    for (const schema of [secretPathSchema, pathGlobSchema, askedPathSchema]) {
      const [message] = messagesOf(schema, path) ?? [];
      expect(message).toMatch(/^Write a path such as \/app.* No level of it may be \. or \.\./);
    }
  });

  it.each([
    ["/app/ä db", "It holds ä and a space"],
    ["/app/db?", "It holds ?"],
    ["/a\tb\\c:d", "It holds a space, \\ and :"],
  ])("says of %j what is not allowed and what is", (path, held) => {
    for (const schema of [secretPathSchema, pathGlobSchema, askedPathSchema]) {
      expect(messagesOf(schema, path)).toEqual([
        expect.stringContaining(`${held}; between slashes only A–Z, a–z, 0–9 and . _ - are allowed.`),
      ]);
    }
  });

  it("is refused once and in plain words when it is too long, or no text", () => {
    for (const schema of [secretPathSchema, pathGlobSchema, askedPathSchema]) {
      expect(messagesOf(schema, `/${"a".repeat(500)}`)).toEqual(["Write at most 500 characters."]);
      expect(messagesOf(schema, 7)?.[0]).toContain("Write a path such as /app");
    }
  });

  it("says of a star at the wrong place where it may stand", () => {
    expect(messagesOf(secretPathSchema, "/app/*")?.[0]).toContain("It holds *");
    expect(messagesOf(pathGlobSchema, "/app*")?.[0]).toContain("/app/* (one level below)");
  });
});
