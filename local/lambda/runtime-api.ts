import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readBody, sendJson, serve, type Served } from '../http/serve.ts';

/** The result of an invocation. `body` is the answer of the handler or the platform, as JSON. */
export type InvokeResult =
  | { kind: 'ok'; body: string }
  | { kind: 'error'; errorType: string; body: string }
  /** Reserved concurrency was used up, so nothing ran. */
  | { kind: 'throttled' };

export interface Invocation {
  requestId: string;
  payload: string;
  functionArn: string;
  /** Epoch ms. */
  deadlineMs: number;
}

/** Called by the Runtime API of a worker. */
export interface RuntimeListener {
  /** The runtime is initialised and idle: it asked for its next invocation. */
  ready(): void;
  answered(requestId: string, result: InvokeResult): void;
  initFailed(result: InvokeResult): void;
}

/** The result of an invocation that the platform ended. */
export function platformError(errorType: string, errorMessage: string): InvokeResult {
  return { kind: 'error', errorType, body: JSON.stringify({ errorType, errorMessage }) };
}

/** A Lambda Runtime API for one worker process. @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi {
  /** `host:port`, the worker's AWS_LAMBDA_RUNTIME_API. */
  address: string;
  deliver(invocation: Invocation): void;
  close(): Promise<void>;
}

const FunctionError = z.object({ errorType: z.string().default('Error') });
const invocationPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

export async function startRuntimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let undelivered: Invocation | undefined;

  const send = (response: ServerResponse, invocation: Invocation) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': `Root=1-00000000-000000000000000000000000;Sampled=0`,
    });
    response.end(invocation.payload);
  };

  const next = (response: ServerResponse) => {
    listener.ready();
    if (undelivered) {
      send(response, undelivered);
      undelivered = undefined;
    } else waiting = response;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path === '/2018-06-01/runtime/invocation/next') return next(response);
    const body = (await readBody(request)).toString('utf8');
    sendJson(response, 202, { status: 'OK' });
    if (path === '/2018-06-01/runtime/init/error') return listener.initFailed(errorOf(body));
    const [, requestId, outcome] = invocationPath.exec(path) ?? [];
    if (requestId) listener.answered(requestId, outcome === 'response' ? { kind: 'ok', body } : errorOf(body));
  };

  const served: Served = await serve(handle);
  return {
    address: served.url.replace('http://', ''),
    deliver: (invocation) => {
      if (waiting) {
        send(waiting, invocation);
        waiting = undefined;
      } else undelivered = invocation;
    },
    close: () => served.close(),
  };
}

function errorOf(body: string): InvokeResult {
  const parsed = FunctionError.safeParse(JSON.parse(body));
  return { kind: 'error', errorType: parsed.success ? parsed.data.errorType : 'Error', body };
}
