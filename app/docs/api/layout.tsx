import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ApiDocsFrame } from "#components/api-docs/api-docs-frame.tsx";
import { apiDescription } from "#server/http/api-description.ts";

export const metadata: Metadata = { title: { default: "API reference", template: "%s · API reference" } };

export default function ApiDocsLayout({ children }: { children: ReactNode }) {
  return <ApiDocsFrame document={apiDescription()}>{children}</ApiDocsFrame>;
}
