import { once } from "node:events";
import { Readable } from "node:stream";
import type pg from "pg";

/** How many rows a COPY moved. */
export type CopyCount = { rows: number };

type CopyConnection = pg.Connection & {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

// The driver speaks COPY but leaves it to others to use it; its types leave it out.
function speaksCopy(connection: pg.Connection): connection is CopyConnection {
  return "sendCopyFromChunk" in connection && "endCopyFrom" in connection;
}

function rowsOf(message: { text?: string }): number {
  return Number(/^COPY (\d+)$/.exec(message.text ?? "")?.[1] ?? 0);
}

/** Runs `COPY … TO STDOUT`; gives what comes as it comes, and holds the server back where nobody takes it. */
export function copyOut(client: pg.ClientBase, sql: string, count: CopyCount): AsyncIterable<Buffer> {
  let connection: pg.Connection | null = null;
  const stream = new Readable({ read: () => void connection?.stream.resume(), highWaterMark: 1 << 20 });
  const query = {
    submit(given: pg.Connection) {
      connection = given;
      given.query(sql);
    },
    handleCopyData({ chunk }: { chunk: Buffer }) {
      // The driver goes on using the buffer that it read into.
      if (!stream.push(Buffer.from(chunk))) connection?.stream.pause();
    },
    handleCommandComplete(message: { text?: string }) {
      count.rows = rowsOf(message);
    },
    handleReadyForQuery: () => void stream.push(null),
    handleError(error: Error) {
      connection?.stream.resume();
      stream.destroy(error);
    },
    callback: () => {},
  };
  client.query(query);
  return stream;
}

/** Runs `COPY … FROM STDIN` with what `chunks` gives, no faster than the server takes it. */
export async function copyIn(
  client: pg.ClientBase,
  sql: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<CopyCount> {
  const count: CopyCount = { rows: 0 };
  let failed: Error | null = null;
  await new Promise<void>((resolve, reject) => {
    const feed = async (connection: CopyConnection) => {
      try {
        for await (const chunk of chunks) {
          if (failed) return;
          connection.sendCopyFromChunk(chunk);
          if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
        }
        connection.endCopyFrom();
      } catch (error) {
        failed = error instanceof Error ? error : new Error(String(error));
        // The server answers this with an error, and the connection can be used again.
        connection.sendCopyFail("the source failed");
      }
    };
    const query = {
      submit: (connection: pg.Connection) => connection.query(sql),
      handleCopyInResponse(connection: pg.Connection) {
        if (speaksCopy(connection)) void feed(connection);
        else reject(new Error("This version of the database driver does not speak COPY."));
      },
      handleCommandComplete(message: { text?: string }) {
        count.rows = rowsOf(message);
      },
      handleReadyForQuery: () => resolve(),
      handleError(error: Error) {
        failed ??= error;
        reject(failed);
      },
      callback: () => {},
    };
    client.query(query);
  });
  return count;
}
