import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { describedRoutes } from "#components/api-docs/operations.ts";
import { RoutePage } from "#components/api-docs/route-page.tsx";
import { apiDescription } from "#server/http/api-description.ts";

type Props = { params: Promise<{ operationId: string }> };

async function routeOf({ params }: Props) {
  const { operationId } = await params;
  return describedRoutes(apiDescription()).find(({ operation }) => operation.operationId === operationId);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const route = await routeOf(props);
  return { title: route?.operation.summary ?? "API reference" };
}

export default async function ApiRoutePage(props: Props) {
  const route = await routeOf(props);
  if (!route) notFound();
  return <RoutePage document={apiDescription()} route={route} />;
}
