import { InlineCode } from "#components/api-docs/inline-code.tsx";
import { MethodMark } from "#components/api-docs/method-mark.tsx";
import { type DescribedRoute, routeHref, routesByTag } from "#components/api-docs/operations.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import type { OpenApiDocument } from "#server/http/openapi.ts";

interface ReferencePageProps {
  document: OpenApiDocument;
  introduction: readonly { title: string; text: string }[];
}

const columns: DataTableColumn<DescribedRoute>[] = [
  {
    id: "what",
    header: "What",
    primary: true,
    className: "w-56",
    cell: ({ operation }) => operation.summary,
  },
  {
    id: "method",
    header: "Method",
    className: "w-24",
    cell: ({ method }) => <MethodMark method={method} />,
  },
  {
    id: "address",
    header: "Address",
    className: "max-sm:[&>span:first-child]:hidden",
    cell: ({ path }) => <code className="font-mono text-sm break-all max-sm:block max-sm:mt-1">{path}</code>,
  },
];

/** The first page of the reference: how to begin, what holds everywhere, and every route. */
export function ReferencePage({ document, introduction }: ReferencePageProps) {
  const appUrl = document.servers[0]?.url ?? "";
  return (
    <Page>
      <PageHeader
        title="API reference"
        purpose="Call Bellwire from your own programs. JSON over HTTP, version 1."
        action={
          <Button asChild>
            <a href="/api/v1/openapi.json">OpenAPI file</a>
          </Button>
        }
      />
      <Card
        title="Begin"
        description="An organization admin makes a machine identity with a client secret, and a project admin adds it to a project. Then:"
      >
        <CodeBlock title="Log in, then list your projects" code={beginning(appUrl)} />
      </Card>
      {routesByTag(document).map(({ name, description, routes }) => (
        <Card key={name} title={name} description={description} flush>
          <DataTable
            caption={name}
            columns={columns}
            rows={routes}
            getKey={({ operation }) => operation.operationId}
            href={routeHref}
            bare
          />
        </Card>
      ))}
      <Card title="What holds everywhere">
        <dl className="flex max-w-3xl flex-col gap-5">
          {introduction.map(({ title, text }) => (
            <div key={title}>
              <dt className="font-medium">{title}</dt>
              <dd className="mt-1 text-muted">
                <InlineCode text={text} />
              </dd>
            </div>
          ))}
        </dl>
      </Card>
    </Page>
  );
}

const beginning = (appUrl: string) =>
  [
    `TOKEN=$(curl -s ${appUrl}/api/v1/auth/universal-auth/login \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"clientId":"…","clientSecret":"…"}' | jq -r .accessToken)`,
    "",
    `curl ${appUrl}/api/v1/projects -H "Authorization: Bearer $TOKEN"`,
  ].join("\n");
