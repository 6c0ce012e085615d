import { describe, expect, it } from "vitest";
import {
  emptyPolicyForm,
  policyFieldsOf,
  policyFormOf,
  policyFormSchema,
} from "#components/access-policies/policy-form-schema.ts";

const filled = { ...emptyPolicyForm, name: "Production", pathGlob: "/app/**", approverIds: ["a", "b"] };

describe("the form of a policy", () => {
  it("says at each field what is missing", () => {
    const issues = policyFormSchema.safeParse(emptyPolicyForm).error?.issues.map((i) => i.path[0]);
    expect(issues).toEqual(expect.arrayContaining(["name", "pathGlob", "approverIds"]));
    expect(policyFormSchema.safeParse(filled).success).toBe(true);
  });

  it.each([
    [{ requiredApprovals: "3" }, "requiredApprovals"],
    [{ requiredApprovals: "0" }, "requiredApprovals"],
    [{ limited: true, amount: "" }, "amount"],
    [{ limited: true, amount: "500", unit: "days" as const }, "amount"],
  ])("refuses %j at %s", (over, field) => {
    expect(policyFormSchema.safeParse({ ...filled, ...over }).error?.issues[0]?.path).toEqual([field]);
  });

  it("gives the server what it shows, and leaves out people who can no longer decide", () => {
    const form = policyFormOf({
      name: "Production",
      environments: ["prod"],
      pathGlob: "/app/**",
      approvers: [
        { id: "a", able: true },
        { id: "gone", able: false },
      ],
      bypassers: [],
      requiredApprovals: 1,
      allowSelfApproval: true,
      maxDurationSeconds: 5400,
    });
    expect(policyFieldsOf(policyFormSchema.parse(form))).toEqual({
      name: "Production",
      environments: ["prod"],
      pathGlob: "/app/**",
      approverIds: ["a"],
      bypasserIds: [],
      requiredApprovals: 1,
      allowSelfApproval: true,
      maxDurationSeconds: 5400,
    });
  });
});
