import { createServer } from "node:http";

/** What it answers: the sandbox's own answer, or one that repeats what a request must not be told again. */
export type Leak = "none" | "error" | "html" | "html-200" | "text-404" | "cut";

/** Stands between Bellwire and the sandbox, and repeats the request's secrets in its answers when told to. */
export async function startLeakySlack(sandboxUrl: string) {
  let leak: Leak = "none";
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = `${request.url} ${request.headers.authorization ?? ""} ${Buffer.concat(chunks).toString()}`;
    const token = request.headers.authorization?.replace("Bearer ", "") ?? request.url ?? "";
    switch (leak) {
      case "error":
        response.writeHead(200, { "content-type": "application/json" });
        return response.end(JSON.stringify({ ok: false, error: `bad_${token}`, detail: asked }));
      case "html":
        return response.writeHead(500, { "content-type": "text/html" }).end(`<h1>${asked}</h1>`);
      case "html-200":
        return response.writeHead(200, { "content-type": "text/html" }).end(`<h1>${asked}</h1>`);
      case "text-404":
        return response.writeHead(404, { "content-type": "text/plain" }).end(`no_service ${asked}`);
      case "cut":
        return request.socket.destroy();
      case "none":
        break;
    }
    const { authorization, "content-type": type } = request.headers;
    const answer = await fetch(`${sandboxUrl}${request.url}`, {
      method: request.method ?? "GET",
      headers: { ...(authorization ? { authorization } : {}), ...(type ? { "content-type": type } : {}) },
      ...(request.method === "POST" ? { body: Buffer.concat(chunks) } : {}),
    });
    const headers = Object.fromEntries(
      ["content-type", "retry-after", "x-oauth-scopes"].flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    response.writeHead(answer.status, headers).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    repeat: (next: Leak) => {
      leak = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
