import { z } from "zod";

/** The name that a person is shown by. */
export const personNameSchema = z
  .string()
  .trim()
  .min(1, "Type your name.")
  .max(100, "Use at most 100 characters.");

/** An e-mail address as it is kept and compared: in small letters. */
export const emailSchema = z
  .email("Type an e-mail address such as ada@example.com.")
  .max(320)
  .transform((email) => email.toLowerCase());
