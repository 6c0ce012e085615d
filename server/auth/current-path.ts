import { headers } from "next/headers";

/** The path of the page being rendered; server/main.ts puts it into a header, since layouts are not told. */
export async function currentPath(): Promise<string> {
  return (await headers()).get("x-bellwire-path") ?? "/";
}
