import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ApiPlatform } from '../reconcile/platform-secret.ts';
import { LocalError } from './local-error.ts';

/** A shop of the local stack, with what is needed to send it an order and to ask for its status. */
export const LocalShop = z.object({
  id: z.string(),
  platform: z.string(),
  webhookUrl: z.url(),
  /** Empty: it has none yet. */
  webhookSecret: z.string(),
  /** What its platform signs with, if that isn't the webhook secret. */
  signingKey: z.string().optional(),
  platformShopId: z.string().optional(),
  /** What its platform signs as the URL, if that isn't the webhook URL. */
  signedUrl: z.string().optional(),
  /** The API key for `GET /orders/{shop}?id={orderId}`. Empty where the stack made none for the settings in force. */
  statusKey: z.string(),
});
export type LocalShop = z.infer<typeof LocalShop>;

/** The sandboxes of the platforms' admin APIs. */
export const AdminUrls = z.record(ApiPlatform, z.url());
export type AdminUrls = z.infer<typeof AdminUrls>;

/** `endpoints.json`: where everything of a running local stack is. It is there only while the stack is ready. */
export const Endpoints = z.object({
  /** The HTTP API. */
  api: z.url(),
  aws: z.object({
    sqs: z.url(),
    s3: z.url(),
    dynamodb: z.url(),
    secretsManager: z.url(),
    eventBridge: z.url(),
    lambda: z.url(),
    cloudWatch: z.url(),
    logs: z.url(),
  }),
  region: z.string(),
  thanku: z.url(),
  thanx: z.url(),
  /** The sandbox of Klaviyo, for all shops. The API key chooses the account. */
  klaviyo: z.url(),
  /** The sandboxes of the platforms' admin APIs, for all shops. A shop's token or key chooses the shop. */
  adminUrls: AdminUrls,
  /** Name → URL. */
  queues: z.record(z.string(), z.url()),
  tables: z.array(z.string()),
  buckets: z.array(z.string()),
  /** Those of when it was started. */
  shops: z.array(LocalShop),
  /** Name → ids of the processes that run it, kept current. */
  functions: z.record(z.string(), z.array(z.number())),
  /** `GET` lists the published events. */
  events: z.url(),
  /** `GET` lists, `PUT /sqs` sets, `DELETE /sqs` takes away a fault of an AWS endpoint. */
  faults: z.url(),
  /** The folder of the functions' logs, one JSON-lines file each. */
  logs: z.string(),
});
export type Endpoints = z.infer<typeof Endpoints>;

/** The same address for all admin APIs. */
export const adminUrlsAt = (url: string): AdminUrls =>
  AdminUrls.parse(Object.fromEntries(ApiPlatform.options.map((platform) => [platform, url])));

/** Where `npm start` keeps its data unless LOCAL_DIR says otherwise: found from any folder. */
export const defaultLocalDir = join(import.meta.dirname, '../../.local');

export const endpointsPath = (folder: string): string => join(folder, 'endpoints.json');

/** Reads where the stack on `folder` runs. @throws `LocalError` if none does */
export function readEndpoints(folder: string): Endpoints {
  try {
    return Endpoints.parse(JSON.parse(readFileSync(endpointsPath(folder), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new LocalError(`No local stack runs on ${folder}. Start one: npm start`, { cause: error });
    throw error;
  }
}

/** Local endpoints check no signature, but the SDK signs anyway and needs credentials for it. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What every SDK client of a local endpoint is made with. */
export const clientConfig = (endpoint: string, region: string) => ({ endpoint, region, credentials });
