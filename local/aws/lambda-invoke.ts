import { readBody, sendJson, serve } from '../http/serve.ts';
import type { InvokeResult } from '../lambda/runtime-api.ts';

/** Runs a function; `undefined` if there is none of that name. */
export type Invoke = (functionName: string, payload: string) => Promise<InvokeResult> | undefined;

const invocations = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;

/** The Invoke call of Lambda. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function startLambdaApi(invoke: Invoke) {
  return serve(async (request, response) => {
    const payload = (await readBody(request)).toString('utf8') || '{}';
    const fail = (status: number, type: string, message: string) =>
      sendJson(response, status, { Type: 'User', message }, { 'x-amzn-errortype': type });
    const [, encoded] = invocations.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || encoded === undefined)
      return fail(404, 'UnknownOperationException', 'only Invoke is imitated on this machine');
    const name = decodeURIComponent(encoded).split(':').at(-1) ?? '';
    const running = invoke(name, payload);
    if (!running) return fail(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    if (request.headers['x-amz-invocation-type'] === 'Event') return void response.writeHead(202).end();
    const result = await running;
    if (result.kind === 'throttled') return fail(429, 'TooManyRequestsException', 'Rate Exceeded.');
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(result.kind === 'error' ? { 'x-amz-function-error': 'Unhandled' } : {}),
    });
    response.end(result.body);
  });
}
