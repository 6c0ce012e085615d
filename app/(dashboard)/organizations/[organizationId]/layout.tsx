import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";

interface Props {
  params: Promise<{ organizationId: string }>;
  children: ReactNode;
}

/** An address that cannot be an organization's is answered as one that leads nowhere. */
export default async function OrganizationLayout({ params, children }: Props) {
  const { organizationId } = await params;
  if (!z.uuid().safeParse(organizationId).success) notFound();
  return children;
}
