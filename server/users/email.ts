import { z } from "zod";

/** An e-mail address as it is kept and compared: in small letters. */
export const emailSchema = z
  .email("Type an e-mail address such as ada@example.com.")
  .max(320)
  .transform((email) => email.toLowerCase());
