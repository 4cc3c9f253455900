import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Invoke } from '../aws/lambda-invoke.ts';
import type { InvokeResult } from '../lambda/runtime-api.ts';
import type { RouteModel } from '../template/model.ts';
import { httpApiEvent } from './http-api-event.ts';
import { tokenBucket } from './token-bucket.ts';
import { decodePath, matchRoute } from './routes.ts';
import { readBodyUpTo, sendJson, type HttpHandler } from './serve.ts';

/** API Gateway's limit for a request's body. */
const maxBodyBytes = 10 * 1024 * 1024;
/** Lambda's limit for the event that the request becomes. */
const maxEventBytes = 6 * 1024 * 1024;

/**
 * The HTTP API: finds the route, invokes its function with a payload of format 2.0, and sends the function's answer, or API Gateway's own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpGateway(routes: readonly RouteModel[], accountId: string, invoke: Invoke): HttpHandler {
  const buckets = new Map(
    routes.flatMap((route) => (route.limit ? [[route, tokenBucket(route.limit, Date.now)]] : [])),
  );
  return async (request, response) => {
    const body = await readBodyUpTo(request, maxBodyBytes);
    if (!body) return refuse(response, 413, 'Request Entity Too Large');
    const path = decodePath(request.url ?? '/');
    if (!path) return refuse(response, 400, 'Bad Request');
    const match = matchRoute(routes, request.method ?? 'GET', path.routed);
    if (!match) return refuse(response, 404, 'Not Found');
    if (buckets.get(match.route)?.() === false) return refuse(response, 429, 'Too Many Requests');
    const event = JSON.stringify(httpApiEvent(request, body, { ...match, rawPath: path.delivered }, accountId));
    if (Buffer.byteLength(event) > maxEventBytes) return refuse(response, 413, 'Request Entity Too Large');
    const running = invoke(match.route.functionName, event);
    if (!running) return refuse(response, 500, 'Internal Server Error');
    const result = await withTimeout(running, match.route.timeoutMs);
    if (result === undefined || result.kind === 'throttled') return refuse(response, 503, 'Service Unavailable');
    if (result.kind === 'error' || !sendProxyResponse(response, result.body))
      refuse(response, 500, 'Internal Server Error');
  };
}

/** API Gateway gives up at its timeout, but the function continues until its own. */
async function withTimeout(running: Promise<InvokeResult>, timeoutMs: number): Promise<InvokeResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const result = await Promise.race([running, timeout]);
  clearTimeout(timer);
  return result;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message });
}

const ProxyResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.coerce.string()).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
});

/** Sends a function's answer in payload format 2.0. Returns `false` if API Gateway couldn't read it. */
function sendProxyResponse(response: ServerResponse, functionBody: string): boolean {
  const value: unknown = JSON.parse(functionBody);
  // Without a statusCode, the whole answer is the body of a 200.
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof value === 'string' ? value : functionBody);
    return true;
  }
  const parsed = ProxyResponse.safeParse(value);
  if (!parsed.success) return false;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, text] of Object.entries(headers ?? {})) response.setHeader(name, text);
  if (!response.hasHeader('content-type') && bytes.length > 0)
    response.setHeader('content-type', 'text/plain; charset=utf-8');
  if (cookies && cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.setHeader('content-length', bytes.length);
  response.writeHead(statusCode);
  response.end(bytes);
  return true;
}
