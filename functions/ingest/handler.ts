import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { withLogFields } from '../../lib/lambda-telemetry.ts';
import { awsPorts, IngestEnvironment } from './aws-ports.ts';
import type { WebhookResponse } from './ending.ts';
import { ingest } from './ingest.ts';
import { rehearse } from './rehearsal.ts';
import { rawWebhook } from './raw-webhook.ts';

const ports = awsPorts(readEnvironment(IngestEnvironment, process.env));

// First calls open connections and run code for the first time. There is time for that during a cold start, but not within a
// webhook's one second. The results don't matter, and neither do failures.
await Promise.allSettled([ports.warmUp(), rehearse()]);

/** `POST /webhooks/{shop}`. No middleware: it could parse the body before the signature is checked. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<WebhookResponse> {
  const shop = event.pathParameters?.['shop'] ?? '';
  // Powertools' name, which the other functions log.
  const about = { function_request_id: context.awsRequestId };
  return await withLogFields(about, () => ingest(shop, rawWebhook(event), ports));
}
