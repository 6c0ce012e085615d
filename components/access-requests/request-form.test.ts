import { describe, expect, it } from "vitest";
import { durationFields, durationOf, requestFormSchema } from "#components/access-requests/request-form.ts";

const form = {
  environment: "prod",
  secretPath: "/app",
  permissions: ["read" as const],
  access: "temporary" as const,
  amount: "4",
  unit: "hours" as const,
  note: "",
  editorNote: "",
};
const problem = (over: object) => {
  const [issue] = requestFormSchema.safeParse({ ...form, ...over }).error?.issues ?? [];
  return issue ? `${issue.path.join(".")}: ${issue.message}` : null;
};

describe("the form for a request", () => {
  it.each([
    [{}, null],
    [{ access: "permanent", amount: "" }, null],
    [{ amount: "" }, "amount: Write a whole number, such as 4."],
    [{ amount: "1.5" }, "amount: Write a whole number, such as 4."],
    [
      { amount: "400", unit: "days" },
      "amount: 365 days are the longest duration; ask for permanent access instead.",
    ],
    [{ permissions: [] }, "permissions: Choose at least one permission."],
    [{ environment: "" }, "environment: Choose an environment."],
  ])("with %j finds %s", (over, expected) => {
    expect(problem(over)).toBe(expected);
  });

  it("takes a path with blanks around it", () => {
    expect(requestFormSchema.parse({ ...form, secretPath: " /app/** " }).secretPath).toBe("/app/**");
  });
});

it.each([60, 5400, 3600, 14_400, 86_400, 129_600, null])(
  "writes %s seconds so that it reads the same",
  (seconds) => {
    expect(durationOf(durationFields(seconds))).toBe(seconds);
  },
);
