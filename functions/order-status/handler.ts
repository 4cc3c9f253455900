import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Environment, readEnvironment } from '../../lib/env.ts';
import { crashFacts, ThankflowError } from '../../lib/errors.ts';
import { withLogFields, telemetry as powertools } from '../../lib/powertools.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { statusReader } from '../../lib/store/status-reader.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { orderStatus, type Answer } from './order-status.ts';
import { questionOf } from './question.ts';
import { statusSettings } from './status-settings.ts';

const env = readEnvironment(
  Environment.pick({ ORDERS_TABLE: true, SETTINGS_TABLE: true, CACHE_TTL_MS: true }),
  process.env,
);
const documents = documentClient(workerClient);
const settingsRow = settingsRows(documents, env.SETTINGS_TABLE);
const readSettings = async (shop: string) => {
  const row = await settingsRow(shop);
  return row && statusSettings(shop, row.settings);
};
const shops = cached(readSettings, { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now: Date.now });
const ports = { settings: shops.get, store: statusReader(documents, env.ORDERS_TABLE) };
const telemetry = powertools('order-status');

export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(telemetry.lambdaContext)
  .handler((event: APIGatewayProxyEventV2) =>
    withLogFields({}, async () => {
      try {
        return await orderStatus(ports, questionOf(event));
      } catch (error) {
        telemetry.error('an order status could not be given', crashFacts(error));
        // Lambda writes what is thrown into its log, and somebody else's words may quote anything.
        throw new ThankflowError('unavailable', 'an order status could not be given');
      }
    }),
  );
