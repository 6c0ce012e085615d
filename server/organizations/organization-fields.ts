import { z } from "zod";

export const organizationNameSchema = z
  .string()
  .trim()
  .min(1, "Name the organization.")
  .max(100, "Use at most 100 characters.");

/** What a person may be in an organization. */
export const organizationRoleSchema = z.enum(["owner", "admin", "member"]);
