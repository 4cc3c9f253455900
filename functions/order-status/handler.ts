import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Environment, readEnvironment } from '../../lib/env.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { orderStatus, type Answer } from './order-status.ts';
import { questionOf } from './question.ts';

const env = readEnvironment(
  Environment.pick({ ORDERS_TABLE: true, SETTINGS_TABLE: true, CACHE_TTL_MS: true }),
  process.env,
);
const documents = documentClient(workerClient);
const settings = settingsStore(documents, env.SETTINGS_TABLE);
const shops = cached((shop) => settings.get(shop), { ttlMs: env.CACHE_TTL_MS, maxEntries: 1000, now: Date.now });
const ports = { settings: shops.get, store: orderStore(documents, env.ORDERS_TABLE) };

export const handler = (event: APIGatewayProxyEventV2): Promise<Answer> => orderStatus(ports, questionOf(event));
