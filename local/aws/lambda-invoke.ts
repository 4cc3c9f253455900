import { readBody, sendJson, serve } from '../http/serve.ts';
import type { InvokeResult } from '../lambda/runtime-api.ts';

/** Runs a function, by its name and the version or alias, if one is given; `undefined` if there is no such function. */
export type Invoke = (functionName: string, payload: string, qualifier?: string) => Promise<InvokeResult> | undefined;

const invocations = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?Qualifier=([^&]+))?/;
/** A name or an ARN, with or without a version or alias. */
const reference = /^(?:arn:aws:lambda:[^:]*:\d*:function:)?([^:]+)(?::([^:]+))?$/;

/** The Invoke call of Lambda. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function startLambdaApi({ invoke, version }: { invoke: Invoke; version(name: string): string | undefined }) {
  return serve(async (request, response) => {
    const payload = (await readBody(request)).toString('utf8') || '{}';
    const fail = (status: number, type: string, message: string) =>
      sendJson(response, status, { Type: 'User', message }, { 'x-amzn-errortype': type });
    const [, encoded, parameter] = invocations.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || encoded === undefined)
      return fail(404, 'UnknownOperationException', 'only Invoke is imitated on this machine');
    const [, name = '', suffix] = reference.exec(decodeURIComponent(encoded)) ?? [];
    const qualifier = parameter === undefined ? suffix : decodeURIComponent(parameter);
    const running = invoke(name, payload, qualifier);
    if (!running)
      return fail(
        404,
        'ResourceNotFoundException',
        `Function not found: ${[name, qualifier].filter(Boolean).join(':')}`,
      );
    if (request.headers['x-amz-invocation-type'] === 'Event') return void response.writeHead(202).end();
    const result = await running;
    if (result.kind === 'throttled') return fail(429, 'TooManyRequestsException', 'Rate Exceeded.');
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': version(name) ?? '$LATEST',
      ...(result.kind === 'error' ? { 'x-amz-function-error': 'Unhandled' } : {}),
    });
    response.end(result.body);
  });
}
