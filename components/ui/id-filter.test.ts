import { expect, test } from "vitest";
import { z } from "zod";
import { filterValue } from "#components/ui/id-filter.ts";
import { auditFilter } from "#server/audit/audit-filter.ts";
import { newId } from "#server/ids.ts";

test("An id, a word that may stand for one, and what is no id filter stay as they are", () => {
  const id = newId();
  expect(filterValue("actor", id)).toBe(id);
  expect(filterValue("project", id)).toBe(id);
  expect(filterValue("text", "zz")).toBe("zz");
  expect(filterValue("actor", undefined)).toBeUndefined();
  for (const word of ["user", "identity", "system", "anonymous"])
    expect(filterValue("actor", word)).toBe(word);
});

test("What cannot be an id becomes one that nothing fits and the server takes", () => {
  for (const name of ["actor", "project", "destination", "attempt"]) {
    for (const wrong of ["zz", "11111111-1111-1111-1111-111111111111"]) {
      expect(z.uuid().safeParse(filterValue(name, wrong)).success).toBe(true);
    }
  }
  const ids = { actor: filterValue("actor", "zz"), projectId: filterValue("project", "user") };
  expect(auditFilter.safeParse(ids).success).toBe(true);
});
