import { Agent, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Connections, readBody, serve } from './serve.ts';

/** What goes wrong with an AWS endpoint, for every call or only for some operations (`SendMessage`). */
export const AwsFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('refuse').describe('The connection is closed without an answer'),
    operations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    kind: z.literal('status').describe('Answered with this status, without a body'),
    status: z.number().int().min(400).max(599),
    operations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    kind: z.literal('stale').describe('A connection that was idle for longer is reset at its next request'),
    idleMs: z.number().int().positive().max(600_000),
    operations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    kind: z.literal('slow').describe('Passed on after this time, whether or not the caller still waits'),
    delayMs: z.number().int().positive().max(600_000),
    operations: z.array(z.string()).optional(),
  }),
]);
export type AwsFault = z.infer<typeof AwsFault>;

/** A proxy between the functions and one AWS endpoint. */
export interface FaultProxy {
  url: string;
  /** `undefined`: all calls pass. */
  fault: AwsFault | undefined;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Where calls go. A server of this process gets them without a second connection, which takes half as much time. */
  upstream: string | Server;
  /** May change a request's body on its way. */
  rewrite?: (operation: string, body: Buffer) => Buffer;
  /** May answer instead of the endpoint. Returns whether it did. */
  intercept?: (request: IncomingMessage, operation: string, body: Buffer, response: ServerResponse) => boolean;
  /** Is called with every call that the endpoint answered with 200. */
  succeeded?: (operation: string, body: Buffer) => void;
}

export async function startFaultProxy({
  upstream,
  rewrite,
  intercept,
  succeeded,
}: FaultProxyOptions): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const pass = typeof upstream === 'string' ? passTo(new URL(upstream), agent) : handTo(upstream);
  const connections = new Connections();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const operation = operationOf(request);
    const { fault } = proxy;
    const applies = fault?.operations?.includes(operation) ?? true;
    const { socket } = request;
    if (fault?.kind === 'stale' && applies && connections.idleMs(socket) > fault.idleMs) {
      socket.resetAndDestroy();
      return;
    }
    response.on('close', () => connections.used(socket));
    const received = await readBody(request);
    if (fault && applies) {
      if (fault.kind === 'slow') await delay(fault.delayMs);
      else if (fault.kind !== 'stale') return fail(fault, response);
    }
    if (intercept?.(request, operation, received, response)) return;
    const body = rewrite ? rewrite(operation, received) : received;
    const status = await pass(request, response, body);
    if (status === 200) succeeded?.(operation, body);
  };
  const served = await serve(handle);
  const proxy: FaultProxy = {
    url: served.url,
    fault: undefined,
    close: async () => {
      agent.destroy();
      await served.close();
    },
  };
  return proxy;
}

function fail(fault: Extract<AwsFault, { kind: 'refuse' | 'status' }>, response: ServerResponse): void {
  if (fault.kind === 'refuse') response.destroy();
  else response.writeHead(fault.status).end();
}

/** The AWS JSON protocols name the operation in a header. For S3, it's the HTTP method. */
function operationOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (request.method ?? '');
}

/** Resolves with the endpoint's status once its answer has been passed on. */
type Pass = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<number | undefined>;

const passTo =
  (target: URL, agent: Agent): Pass =>
  (request, response, body) =>
    new Promise((resolve) => {
      const { method, url: path } = request;
      const headers = { ...request.headers, 'content-length': String(body.length) };
      delete headers['transfer-encoding'];
      const outgoing = httpRequest({ agent, hostname: target.hostname, port: target.port, method, path, headers });
      // The caller gets a broken connection, as if the endpoint itself had failed.
      const broken = () => {
        response.destroy();
        resolve(undefined);
      };
      outgoing.on('error', broken);
      outgoing.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', broken);
        answer.pipe(response).on('close', () => resolve(answer.statusCode));
      });
      response.on('close', () => {
        if (!response.writableEnded) outgoing.destroy();
      });
      outgoing.end(body);
    });

/** The server answers the caller itself. It reads the body a second time, so it gets a request of its own. */
const handTo =
  (server: Server): Pass =>
  ({ method, url, headers }, response, body) =>
    new Promise((resolve) => {
      response.on('close', () => resolve(response.writableFinished ? response.statusCode : undefined));
      server.emit('request', Object.assign(Readable.from([body]), { method, url, headers }), response);
    });
