import type { ServerResponse } from 'node:http';
import * as z from 'zod';

const ProxyResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.coerce.string()).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
});

/** Sends what a function answered, in payload format 2.0; `false` when API Gateway could not make sense of it. */
export function sendProxyResponse(response: ServerResponse, functionBody: string): boolean {
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
