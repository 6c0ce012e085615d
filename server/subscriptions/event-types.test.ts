import { describe, expect, it } from "vitest";
import { editEventTypes, eventTypesSchema, normalizeEventTypes } from "#server/subscriptions/event-types.ts";

describe("event types of a subscription", () => {
  it("accepts types of the catalogue, a family's prefix and the star", () => {
    for (const pattern of ["access-request:create", "access-request:*", "*"]) {
      expect(eventTypesSchema.safeParse([pattern]).success).toBe(true);
    }
  });

  it("names the type that does not exist", () => {
    const parsed = eventTypesSchema.safeParse(["access-request:create", "coffee:brewed"]);
    expect(parsed.error?.issues[0]?.message).toContain("coffee:brewed");
  });

  it("asks for at least one", () => {
    expect(eventTypesSchema.safeParse([]).error?.issues[0]?.message).toBe("Choose at least one event.");
  });

  it("keeps each type once and drops what a pattern covers", () => {
    expect(
      normalizeEventTypes(["access-request:update", "access-request:create", "access-request:update"]),
    ).toEqual(["access-request:create", "access-request:update"]);
    expect(normalizeEventTypes(["access-request:update", "access-request:*"])).toEqual(["access-request:*"]);
    expect(normalizeEventTypes(["access-request:*", "*"])).toEqual(["*"]);
  });

  it("splits a pattern that loses one of its types into the others", () => {
    const others = ["access-request:create", "access-request:review"];
    expect(editEventTypes(["access-request:*"], ["access-request:update"], false)).toEqual(others);
    expect(editEventTypes(["*"], ["access-request:update"], false)).toEqual(expect.arrayContaining(others));
    expect(editEventTypes(["*"], ["access-request:update"], false)).not.toContain("access-request:update");
  });

  it("leaves a list alone that does not hold the type", () => {
    expect(editEventTypes(["access-request:create"], ["access-request:update"], false)).toEqual([
      "access-request:create",
    ]);
  });
});
