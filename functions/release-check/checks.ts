import * as z from 'zod';
import { releaseCheck } from '../../lib/release-check.ts';

/** What a new version is asked, and what it has to answer. */
export interface Check {
  event: unknown;
  good: z.ZodType;
}

/** No shop should have this name. If one had, its answers would be refusals, too: nothing here is signed. */
const shop = 'release-check';

/** A request of API Gateway (payload format 2.0), as far as the functions read it. */
const request = (method: string, path: string, query = '', body?: string) => ({
  version: '2.0',
  routeKey: `${method} ${path}`,
  rawPath: path.replace('{shop}', shop),
  rawQueryString: query,
  pathParameters: { shop },
  queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
  headers: {},
  requestContext: { domainName: 'release-check.invalid', http: { method } },
  isBase64Encoded: false,
  ...(body === undefined ? {} : { body }),
});

/** It looked the shop up in the settings, and said that it knows no such shop or accepts no such caller. */
const refused = z.object({ statusCode: z.number().min(400).max(499) });
/** A poller never sends an empty batch, and the consumer has nothing to do with it. */
const emptyBatch = { event: { Records: [] }, good: z.object({ batchItemFailures: z.array(z.unknown()).length(0) }) };
const schedule = { event: releaseCheck, good: z.null() };

/** By the function's folder. None writes, sends, or counts anything. */
export const checks: Record<string, Check> = {
  ingest: { event: request('POST', '/webhooks/{shop}', '', '{}'), good: refused },
  handshake: { event: request('GET', '/handshakes/{shop}'), good: refused },
  'receive-purchase': { event: request('POST', '/thanx/{credential}', '', '{}'), good: refused },
  'order-status': { event: request('GET', '/orders/{shop}', 'id=1'), good: refused },
  'thanks-page': { event: request('GET', '/t/{shop}', `o=1&k=${'0'.repeat(32)}`), good: refused },
  'fetch-order': emptyBatch,
  'thank-customer': emptyBatch,
  'submit-to-thanx': emptyBatch,
  'notify-shop': emptyBatch,
  housekeeping: schedule,
  reconcile: schedule,
};
