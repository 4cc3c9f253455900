import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { minuteMs } from '../../../lib/durations.ts';
import { json, type System } from './system.ts';

const Headers = z.object({
  'webhook-id': z.string().min(1),
  'webhook-timestamp': z.string().regex(/^\d+$/),
  'webhook-signature': z.string(),
});
const Body = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ shop: z.string(), pid: z.string().optional(), eventId: z.string() }),
});

/** A webhook whose signature was right. */
export interface ReceivedWebhook extends z.infer<typeof Body> {
  shop: string;
  target: string;
  id: string;
  atMs: number;
}

/** What the libraries of Standard Webhooks allow. */
const toleranceMs = 5 * minuteMs;

/**
 * A shop's endpoint for webhooks. Others' webhooks and old ones are refused.
 * @param received gets the webhooks
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhookReceiver =
  (of: { shop: string; target: string }, secret: string, received: ReceivedWebhook[]): System =>
  ({ headers, body }, nowMs) => {
    const signed = Headers.safeParse(headers);
    if (!signed.success) return json(400, {});
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = signed.data;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const right = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    if (!signatures.split(' ').includes(right)) return json(401, {});
    if (Math.abs(Number(timestamp) * 1000 - nowMs) > toleranceMs) return json(401, {});
    received.push({ ...Body.parse(JSON.parse(body)), ...of, id, atMs: nowMs });
    return { status: 204, body: '' };
  };
