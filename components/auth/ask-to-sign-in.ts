import { signIn } from "next-auth/react";

/** Sends e-mail, password and perhaps a code; what the server says to them, or null when it let the person in. */
export async function askToSignIn(credentials: {
  email: string;
  password: string;
  code?: string;
}): Promise<string | null> {
  const result = await signIn("credentials", { ...credentials, redirect: false });
  if (result?.ok) return null;
  const known = result?.error && result.error !== "CredentialsSignin" ? result.error : null;
  return known ?? "Signing in failed. Check your connection and try again.";
}
