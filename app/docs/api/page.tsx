import { ReferencePage } from "#components/api-docs/reference-page.tsx";
import { apiDescription } from "#server/http/api-description.ts";
import { apiIntroduction } from "#server/http/openapi-introduction.ts";

export default function ApiReference() {
  return <ReferencePage document={apiDescription()} introduction={apiIntroduction} />;
}
