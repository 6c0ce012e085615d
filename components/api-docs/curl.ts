import type { DescribedRoute } from "#components/api-docs/operations.ts";

/** A command that calls a route with its example. */
export function curlOf(appUrl: string, { method, path, operation }: DescribedRoute): string {
  const { parameters, requestBody, security } = operation;
  const example = requestBody?.content["application/json"].example;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(`${appUrl}${addressOf(path, parameters)}`)}`,
    ...(security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(parameters.some(({ name }) => name === "Idempotency-Key")
      ? ['-H "Idempotency-Key: $(uuidgen)"']
      : []),
    ...(requestBody ? ['-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(example))}`] : []),
  ];
  return lines.join(" \\\n  ");
}

function addressOf(path: string, parameters: DescribedRoute["operation"]["parameters"]): string {
  const place = (where: string) => parameters.filter((one) => one.in === where && one.example !== undefined);
  const filled = place("path").reduce(
    (address, { name, example }) => address.replace(`{${name}}`, encodeURIComponent(String(example))),
    path,
  );
  const query = place("query")
    .flatMap(({ name, example }) =>
      [example].flat().map((one) => `${name}=${encodeURIComponent(String(one))}`),
    )
    .join("&");
  return query === "" ? filled : `${filled}?${query}`;
}

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
