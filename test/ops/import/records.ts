import { ShopSettings } from '../../../lib/shops/settings.ts';
import type { ImportRecord } from '../../../ops/import/json-lines.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
export const settings = ShopSettings.parse({
  version: 1,
  shop: 'oak',
  platform: 'standard',
  ordersPaidFrom: '2024-01-01',
  thanku: {
    slug: 'oak',
    thankuOrderId: 'A-1-1',
    cause: 'PlantTrees',
    impact: { fixed: 2 },
    orders: { minimum: { amount: '10', currency: 'EUR' } },
    message: { en: 'Thank you!' },
  },
  thanx: { credential: 'main', merchantId: 'm1', currency: 'EUR', giftCards: { providerId: 'p1' } },
});

export const record = (id: string, differs: object = {}): ImportRecord => ({
  line: Number(id),
  body: Buffer.from(
    JSON.stringify({
      id,
      amount: '29.35',
      currency: 'EUR',
      paidAt: '2026-02-28T12:00:00Z',
      customer: { email: `${id}@example.com` },
      ...differs,
    }),
  ),
});
