import { z } from "zod";

/** What a person may be in an organization. */
export const organizationRoleSchema = z.enum(["owner", "admin", "member"]);
