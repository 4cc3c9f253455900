import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** A running server: `url` has no trailing slash. */
export interface Served {
  url: string;
  port: number;
  close(): Promise<void>;
}

export const loopback = '127.0.0.1';

/**
 * Serves on loopback only. `port` 0 takes any free one. A handler that throws answers 500 and says so on stderr.
 * Throws a `LocalError` when the port is taken.
 */
export async function serve(handler: Handler, port = 0): Promise<Served> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    Promise.resolve()
      .then(() => handler(request, response))
      .catch((error: unknown) => {
        console.error(forTerminal(`local stack: ${request.method} ${request.url} failed: ${String(error)}`));
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, loopback, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${loopback}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new LocalError(
      `Port ${port} is already in use. Stop what runs there, or choose another: PORT=3001 npm start (PORT=0 takes any free one).`,
      { cause: error },
    );
  if (error.code === 'EACCES')
    return new LocalError(`Not allowed to use port ${port}. Choose one above 1024: PORT=3001 npm start.`, {
      cause: error,
    });
  return error;
}

/** The body was longer than the reader allows. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Reads the whole body. Over `maxBytes` the rest is drained unread and `BodyTooLarge` is thrown. */
export async function readBody(request: IncomingMessage, maxBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    length += bytes.length;
    if (length <= maxBytes) chunks.push(bytes);
  }
  if (length > maxBytes) throw new BodyTooLarge(`over ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
