import { postWebhook, signedHeaders, type SigningOptions } from '../../../local/demo/signed-webhook.ts';
import type { LocalShop } from '../../../local/endpoints.ts';

/** Posts a webhook, signed as the shop's platform signs it; a text is sent as it is. */
export function sendWebhook(shop: LocalShop, payload: unknown, options: SigningOptions = {}): Promise<Response> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return postWebhook(shop, body, signedHeaders(shop, body, options));
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
