import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Connections, readBody, serve, type BodyHandler } from './serve.ts';

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

/** Stands between the functions and one AWS endpoint. */
export interface FaultProxy {
  url: string;
  /** `undefined`: all calls pass. */
  fault: AwsFault | undefined;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** The endpoint, in this process, or `passTo` another one. */
  endpoint: BodyHandler;
  /** May answer instead of the endpoint. Returns whether it did. */
  intercept?: (request: IncomingMessage, operation: string, body: Buffer, response: ServerResponse) => boolean;
  /** Is called with every call that the endpoint answered with 200. */
  succeeded?: (operation: string, body: Buffer) => void;
}

export async function startFaultProxy({ endpoint, intercept, succeeded }: FaultProxyOptions): Promise<FaultProxy> {
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
    const body = await readBody(request);
    if (fault && applies) {
      if (fault.kind === 'slow') await delay(fault.delayMs);
      else if (fault.kind !== 'stale') return fail(fault, response);
    }
    if (intercept?.(request, operation, body, response)) return;
    response.on('finish', () => {
      if (response.statusCode === 200) succeeded?.(operation, body);
    });
    await endpoint(request, body, response);
  };
  const served = await serve(handle);
  const proxy: FaultProxy = { url: served.url, fault: undefined, close: () => served.close() };
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
