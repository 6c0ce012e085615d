import "next/dist/server/node-environment-baseline.js";
import { randomBytes } from "node:crypto";
import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external.js";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external.js";
import { createRequestStoreForAPI } from "next/dist/server/async-storage/request-store.js";
import { createWorkStore } from "next/dist/server/async-storage/work-store.js";
import { NextRequest } from "next/server.js";
import { encode } from "next-auth/jwt";
import { newId } from "#server/ids.ts";
import type { Runtime } from "#server/runtime.ts";

/** Calls a route handler as Next would, so that `headers()` and the session's cookie are those of the request. */
export function callRoute(
  handler: (request: Request) => Promise<Response>,
  request: Request,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const work = createWorkStore({
    page: `${pathname}/route`,
    renderOpts: {
      cacheComponents: false,
      cacheLifeProfiles: { default: { stale: 0, revalidate: 1, expire: 1 } },
      staticPageGenerationTimeout: 60,
      validationLevel: "warning",
      experimental: {
        isRoutePPREnabled: false,
        authInterrupts: false,
        useCacheTimeout: 60,
        durableUseCacheEntries: false,
      },
      onClose: () => {},
      onAfterTaskError: undefined,
      waitUntil: undefined,
    },
    buildId: "test",
    deploymentId: "",
    previouslyRevalidatedTags: [],
  });
  const tags = { tags: [], expirationsByCacheKind: new Map() };
  const store = createRequestStoreForAPI(
    new NextRequest(request),
    { pathname, search },
    tags,
    undefined,
    undefined,
    undefined,
  );
  return workAsyncStorage.run(work, () => workUnitAsyncStorage.run(store, () => handler(request)));
}

/** Signs a person in without the form; the answer is the session's cookie. The process's next-auth secret is made up. */
export async function sessionCookie(runtime: Runtime, userId: string): Promise<string> {
  process.env.NEXTAUTH_SECRET ??= randomBytes(32).toString("hex");
  const id = newId();
  const now = runtime.clock.now();
  await runtime.db.session.create({
    data: {
      id,
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + 86_400_000),
      ipAddress: "",
      userAgent: "test",
    },
    select: { id: true },
  });
  const secure = runtime.env.appUrl.startsWith("https:") ? "__Secure-" : "";
  const token = await encode({ token: { sessionId: id }, secret: process.env.NEXTAUTH_SECRET });
  return `${secure}next-auth.session-token=${token}`;
}
