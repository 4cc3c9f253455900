import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { LocalError } from './local-error.ts';
import { writePrivately } from './write-privately.ts';

/** A shop of the local stack, with what is needed to send it an order and to ask for its status. */
export const LocalShop = z.object({
  id: z.string(),
  platform: z.string(),
  webhookUrl: z.url(),
  /** Empty if it has none yet. */
  webhookSecret: z.string(),
  /** The API key for `GET /orders/{shop}?id={orderId}`. Empty if the stack created none for the current settings. */
  statusKey: z.string(),
});
export type LocalShop = z.infer<typeof LocalShop>;

/** `endpoints.json`: the URLs of a running local stack. It exists only while the stack is ready. */
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
  /** Name → URL. */
  queues: z.record(z.string(), z.url()),
  tables: z.array(z.string()),
  buckets: z.array(z.string()),
  /** As of the stack's start. */
  shops: z.array(LocalShop),
  /** Name → IDs of its processes, kept up to date. */
  functions: z.record(z.string(), z.array(z.number())),
  /** `GET` lists the published events. */
  events: z.url(),
  /** `GET` lists faults of AWS endpoints, `PUT /sqs` sets one, `DELETE /sqs` removes it. */
  faults: z.url(),
  /** The folder of the functions' logs, one file of JSON lines per function. */
  logs: z.string(),
});
export type Endpoints = z.infer<typeof Endpoints>;

/** Where `npm start` keeps its data unless LOCAL_DIR is set. */
export const defaultLocalDir = join(import.meta.dirname, '../.local');

const path = (folder: string) => join(folder, 'endpoints.json');

export function writeEndpoints(folder: string, endpoints: Endpoints): void {
  writePrivately(path(folder), `${JSON.stringify(endpoints, undefined, 2)}\n`);
}

export function removeEndpoints(folder: string): void {
  rmSync(path(folder), { force: true });
}

/** @throws LocalError if no stack runs on this folder */
export function readEndpoints(folder: string): Endpoints {
  try {
    return Endpoints.parse(JSON.parse(readFileSync(path(folder), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new LocalError(`No local stack runs on ${folder}. Start one: npm start`, { cause: error });
    throw error;
  }
}
