import { z } from "zod";
import type { Context } from "#server/context.ts";
import type { ErrorStatus } from "#server/http/http-error.ts";
import { bodyBytes } from "#server/http/limits.ts";
import { parseInput } from "#server/http/parse-input.ts";
import type { Meta } from "#server/trpc/init.ts";

export type ApiMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** The chapters of the reference, in its order. */
export const apiTags = {
  Authentication: "How a program gets the access token that it calls the API with.",
  Projects: "What you may see.",
  Environments: "The environments of a project, each known by its slug.",
  Events: "Facts that happened in a project, in the order of their positions.",
  Deliveries: "What was sent of them, what waits, and why.",
  Slack: "The Slack workspaces of an organization.",
  Reference: "This description, for programs.",
} as const;
export type ApiTag = keyof typeof apiTags;

const nothing = z.object({});
type Nothing = typeof nothing;
type InputOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = z.output<P> &
  z.output<Q> &
  z.output<B>;

/** What a route declares. Parameters, query and body become one input, as the verb behind it takes it. */
type Definition<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  O extends z.ZodType,
  Answered extends z.input<O>,
> = {
  method: ApiMethod;
  /** Below `/api/v1`, with parameters in braces. */
  path: `/${string}`;
  operationId: string;
  tag: ApiTag;
  /** What the verb requires, as a tRPC procedure declares it; `signed-in` is any person or machine identity. */
  permission: Meta["permission"];
  /** Who may call it at all; both unless said otherwise. */
  people?: boolean;
  identities?: boolean;
  summary: string;
  description: string;
  params?: P;
  query?: Q;
  body?: B;
  status: 200 | 201 | 202 | 204;
  /** What leaves; a verb's answer is cut to it, and dates become text. Without it the answer is empty. */
  output?: O;
  /** Whether an Idempotency-Key makes it happen once. For every write but those whose answer is a secret. */
  idempotent?: boolean;
  /** Who is counted where nobody is signed in; `anonymous` unless said otherwise. */
  limit?: "login";
  /** How long its body may be; 64 KiB unless said otherwise. */
  bodyBytes?: number;
  /** When the verb itself refuses with a status that not every route has, in a sentence. */
  errors?: Partial<Record<ErrorStatus, string>>;
  /** Realistic values, shown in the reference and checked by a test. */
  example: { params?: z.input<P>; query?: z.input<Q>; body?: z.input<B>; answer?: z.output<O> };
  run(ctx: Context, input: InputOf<P, Q, B>): Promise<Answered>;
  /** Headers of the answer, made of what the verb gave before it is cut to the output. */
  headers?(ctx: Context, answer: Answered): Record<string, string>;
};

/** What a route came to: its body, cut to the output, and headers of its own. */
export type RouteAnswer = { body: unknown; headers: Record<string, string> };

/** What came with a request, not parsed yet. */
export type RawInput = { params: unknown; query: unknown; body: unknown };

/** One route of the HTTP API, its types erased: `bind` parses what came and gives what is to be run. */
export type ApiRoute = Readonly<{
  /** `METHOD /path`, what a route is known by. */
  key: string;
  method: ApiMethod;
  path: string;
  operationId: string;
  tag: ApiTag;
  permission: Meta["permission"];
  people: boolean;
  identities: boolean;
  summary: string;
  description: string;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodObject | null;
  status: number;
  output: z.ZodType | null;
  idempotent: boolean;
  limit: "login" | "anonymous";
  bodyBytes: number;
  errors: Partial<Record<ErrorStatus, string>>;
  example: { params: object; query: object; body: unknown; answer: unknown };
  /** @throws {AppError} naming the field that cannot be accepted. */
  bind(raw: RawInput): (ctx: Context) => Promise<RouteAnswer>;
}>;

/** Makes a route; its types are checked here and nowhere later. */
export function defineRoute<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
  O extends z.ZodType = z.ZodVoid,
  Answered extends z.input<O> = z.input<O>,
>(definition: Definition<P, Q, B, O, Answered>): ApiRoute {
  const { params, query, body, output, example, run, headers, ...rest } = definition;
  return {
    people: true,
    identities: true,
    idempotent: false,
    limit: "anonymous",
    bodyBytes: bodyBytes.usual,
    errors: {},
    ...rest,
    key: `${definition.method} ${definition.path}`,
    params: params ?? nothing,
    query: query ?? nothing,
    body: body ?? null,
    output: output ?? null,
    example: {
      params: example.params ?? {},
      query: example.query ?? {},
      body: example.body,
      answer: example.answer,
    },
    bind(raw) {
      const input = {
        ...parseInput("path", params, raw.params),
        ...parseInput("query", query, raw.query),
        ...parseInput("body", body, raw.body),
      };
      return async (ctx) => {
        const answer = await run(ctx, input);
        return { body: output?.parse(answer), headers: headers?.(ctx, answer) ?? {} };
      };
    },
  };
}
