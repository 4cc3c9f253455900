import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Answers a request whose body has been read. */
export type BodyHandler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void> | void;

export const withBody =
  (handler: BodyHandler): HttpHandler =>
  async (request, response) =>
    await handler(request, await readBody(request), response);

/** A running server. Its URL has no trailing slash. */
export interface Served {
  url: string;
  port: number;
  server: Server;
  close(): Promise<void>;
}

export const loopback = '127.0.0.1';

/**
 * Serves on loopback only. Port 0 is any free port. If a handler throws, the answer is 500 and the error is printed.
 * @throws LocalError if the port is in use
 */
export async function serve(handler: HttpHandler, port = 0): Promise<Served> {
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
    server,
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
      `Port ${port} is already in use. Stop what uses it, or choose another port: PORT=3001 npm start (PORT=0 is any free port).`,
      { cause: error },
    );
  if (error.code === 'EACCES')
    return new LocalError(`Not allowed to use port ${port}. Choose one above 1024: PORT=3001 npm start.`, {
      cause: error,
    });
  return error;
}

/** Returns the whole body. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> =>
  (await readBodyUpTo(request, Number.POSITIVE_INFINITY)) ?? Buffer.alloc(0);

/** Returns the body, or `undefined` if it's longer than `maxBytes`. Reads all of it either way. */
export function readBodyUpTo(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const read = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let length = 0;
  // An async iterator takes several times as long, and all that the local stack does begins here.
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  });
  request.on('end', () => read.resolve(length > maxBytes ? undefined : Buffer.concat(chunks)));
  request.on('error', read.reject);
  return read.promise;
}

/** Knows how long each connection has been idle. */
export class Connections {
  readonly #usedAtMs = new WeakMap<Socket, number>();

  /** 0 for a new connection. */
  idleMs(socket: Socket): number {
    const usedAtMs = this.#usedAtMs.get(socket);
    return usedAtMs === undefined ? 0 : Date.now() - usedAtMs;
  }

  /** A request on this connection has been answered. */
  used(socket: Socket): void {
    this.#usedAtMs.set(socket, Date.now());
  }
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
