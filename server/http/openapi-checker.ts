import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApiDocument } from "#server/http/openapi.ts";
import type { JsonSchema } from "#server/http/openapi-schema.ts";

const methods = ["get", "post", "put", "patch", "delete"];

/** For tests: holds answers against what the document says of them, and finds what leaves without standing in it. */
export function answerChecker(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const { components } = document;
  const faultsOf = (where: string, schema: JsonSchema, value: unknown) => {
    const validate = ajv.compile({ ...closed(schema), components: closed(components) });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (e) => `${where}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`,
    );
  };
  const operationOf = (key: string) => {
    const [method = "", path = ""] = key.split(" ");
    const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()];
    if (!operation || !methods.includes(method.toLowerCase())) throw new Error(`${key} is not described.`);
    return operation;
  };
  return {
    /** Why an answer of this status does not fit; a status that is not described fits never. */
    check(key: string, status: number, body: unknown): string[] {
      const response = operationOf(key).responses[String(status)];
      if (!response) return [`${key}: status ${status} is not described.`];
      const schema = response.content?.["application/json"].schema;
      if (!schema) return body === undefined ? [] : [`${key} ${status}: the answer should be empty.`];
      return faultsOf(`${key} ${status} `, schema, body);
    },
    checkBody(key: string, body: unknown): string[] {
      const schema = operationOf(key).requestBody?.content["application/json"].schema;
      return schema ? faultsOf(`${key} body `, schema, body) : [`${key}: takes no body.`];
    },
    /** The statuses that the document has for a route. */
    statusesOf: (key: string) => Object.keys(operationOf(key).responses).map(Number),
  };
}

/** Fields may be added to answers in time, so the document does not forbid them; a test of ours does. */
function closed<T>(value: T): T;
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => closed(one));
  if (value === null || typeof value !== "object") return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  const isObject = "type" in value && value.type === "object" && "properties" in value;
  return isObject && !("additionalProperties" in value) ? { ...copy, additionalProperties: false } : copy;
}
