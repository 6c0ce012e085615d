import type { ReactNode } from "react";
import { curlOf } from "#components/api-docs/curl.ts";
import { InlineCode } from "#components/api-docs/inline-code.tsx";
import { MethodMark } from "#components/api-docs/method-mark.tsx";
import { neededWords } from "#components/api-docs/needed-words.ts";
import type { DescribedRoute } from "#components/api-docs/operations.ts";
import { limitsOf, type SchemaRow, schemaRows, typeOf } from "#components/api-docs/schema-rows.ts";
import { SchemaTable } from "#components/api-docs/schema-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import type { OpenApiDocument } from "#server/http/openapi.ts";

interface RoutePageProps {
  document: OpenApiDocument;
  route: DescribedRoute;
}

/** One route of the reference: what it is for, who may call it, what it takes and what it answers. */
export function RoutePage({ document, route }: RoutePageProps) {
  const { operation } = route;
  const { schemas } = document.components;
  const appUrl = document.servers[0]?.url ?? "";
  const body = operation.requestBody?.content["application/json"].schema;
  const [success, ...errors] = Object.entries(operation.responses).map(([status, response]) => ({
    status,
    ...response,
  }));
  const answer = success?.content?.["application/json"];
  return (
    <Page width="full" className="max-w-[88rem]">
      <PageHeader title={operation.summary} purpose={<InlineCode text={operation.description} />} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <Card>
            <p className="mb-4 flex min-w-0 items-center gap-3 rounded-lg bg-sunken py-1 pr-1 pl-3">
              <MethodMark method={route.method} />
              <code className="min-w-0 grow py-1.5 font-mono text-sm break-all">{route.path}</code>
              <CopyButton value={`${appUrl}${route.path}`} label="Copy address" />
            </p>
            <DescriptionList items={neededWords(operation)} />
          </Card>
          {operation.parameters.length > 0 ? (
            <Section title="Parameters">
              <SchemaTable caption="Parameters" rows={parameterRows(schemas, operation)} />
            </Section>
          ) : null}
          {body ? (
            <Section title="Body">
              <SchemaTable caption="Body" rows={schemaRows(schemas, body)} />
            </Section>
          ) : null}
          <Section
            title={`Answer ${success?.status ?? ""}`}
            description={answer ? undefined : "Done. The answer is empty."}
          >
            {answer ? <SchemaTable caption="Answer" rows={schemaRows(schemas, answer.schema)} /> : null}
          </Section>
          <Section title="Errors">
            <DataTable
              caption="Errors"
              bare
              columns={[
                {
                  id: "status",
                  header: "Status",
                  primary: true,
                  className: "w-20 [td&]:align-top",
                  cell: (error) => <span className="font-mono text-sm">{error.status}</span>,
                },
                {
                  id: "meaning",
                  header: "When",
                  className: "[td&]:align-top max-sm:[&>span:first-child]:hidden",
                  cell: (error) => (
                    <span>
                      <InlineCode text={error.description} />
                    </span>
                  ),
                },
              ]}
              rows={errors}
              getKey={(error) => error.status}
            />
          </Section>
        </div>
        <aside aria-label="Example" className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-7">
          <CodeBlock title="curl" code={curlOf(appUrl, route)} wrap />
          {answer?.example === undefined ? null : (
            <CodeBlock
              title={`Answer ${success?.status ?? ""}`}
              code={JSON.stringify(answer.example, null, 2)}
            />
          )}
        </aside>
      </div>
    </Page>
  );
}

function Section(props: { title: string; description?: string; children: ReactNode }) {
  return <Card flush {...props} />;
}

function parameterRows(
  schemas: OpenApiDocument["components"]["schemas"],
  { parameters }: DescribedRoute["operation"],
): SchemaRow[] {
  const places = { path: "In the address. ", query: "", header: "A header. " };
  return parameters.map(({ name, in: place, schema, required, description = "" }) => ({
    parent: "",
    name,
    type: typeOf(schemas, schema),
    limits: limitsOf(schema),
    required,
    description: `${places[place]}${description}`.trim(),
  }));
}
