import type { LocalShop } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from './eventually.ts';
import { postWebhook, signedWebhook, type SigningOptions } from '../../../lib/senders/signed-webhook.ts';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

/** Posts a webhook, signed as the shop's platform signs it; a text is sent as it is. */
export function sendWebhook(shop: LocalShop, payload: unknown, options: SigningOptions = {}): Promise<Response> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return postWebhook(shop, signedWebhook(shop, body, options));
}

/**
 * What a request is answered, status and body. Ingest gives AWS 400 ms, and a busy machine may need more: then it answers
 * 503, and the request is made again, as every platform does.
 */
export async function answerTo(request: () => Promise<Response>): Promise<[status: number, body: string]> {
  const answer = await eventually(async () => {
    const response = await request();
    return response.status !== 503 && response;
  });
  return [answer.status, await answer.text()];
}

/** What a body says where somebody reads it, and else nothing. */
export const bodySaying = (platform: string, outcome: string): unknown =>
  platform === 'standard' ? expect.stringMatching(`^{"outcome":"(${outcome})"`) : '';

/** Delivers a webhook and expects the one good answer: 200. */
export async function deliver(shop: LocalShop, payload: unknown, options: SigningOptions = {}): Promise<void> {
  const delivery = { id: randomUUID(), ...options };
  expect(await answerTo(() => sendWebhook(shop, payload, delivery))).toEqual([
    200,
    bodySaying(shop.platform, '[a-z]+'),
  ]);
}

/** An order of the generic format, paid just now; `order` overrides its fields. */
export const genericOrder = (order: { id: string } & Record<string, unknown>) => ({
  type: 'order.paid',
  data: {
    amount: '29.35',
    currency: 'EUR',
    paidAt: new Date().toISOString(),
    customer: { id: 'c-1', email: 'ada@example.com', firstName: 'Ada' },
    items: [{ title: 'Tea', quantity: 2 }],
    ...order,
  },
});
