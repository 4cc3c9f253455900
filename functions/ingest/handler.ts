import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { Environment, readEnvironment } from '../../lib/env.ts';
import { withLogFields } from '../../lib/log-context.ts';
import { awsPorts } from './aws-ports.ts';
import type { Answer } from './ending.ts';
import { ingest } from './ingest.ts';
import { rawWebhook } from './raw-webhook.ts';

const variables = Environment.pick({
  STAGE: true,
  SETTINGS_TABLE: true,
  ORDERS_TABLE: true,
  ORDERS_QUEUE_URL: true,
  QUARANTINE_BUCKET: true,
  CACHE_TTL_MS: true,
});
const ports = awsPorts(readEnvironment(variables, process.env));

// A first call costs connections and code that was never run. While the function starts there is time for it; inside a
// webhook's one second there is not. What it answers, or that it fails, makes no difference.
await ports.warmUp();

/** `POST /webhooks/{shop}`. Without middleware: what would parse the body does so before its signature is checked. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<Answer> {
  const shop = event.pathParameters?.['shop'] ?? '';
  // Named as Powertools names it in the other functions' lines.
  const about = { function_request_id: context.awsRequestId };
  return await withLogFields(about, () => ingest(shop, rawWebhook(event), ports));
}
