import type { Order } from '../../../lib/order/order.ts';
import { storedSettings, type StoredSettings } from '../../../lib/shops/settings-store.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';

/** A plain order; each test says what differs. */
export function orderWith(differs: Partial<Order> = {}): Order {
  return {
    orderId: '4711',
    number: '#1001',
    amount: '59.90',
    currency: 'EUR',
    paidAt: '2026-03-01T10:00:00.000Z',
    paymentType: 'card',
    customer: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', locale: 'en' },
    items: [{ title: 'Oak desk', quantity: 1, giftCard: false }],
    itemsOmitted: 0,
    tags: [],
    test: false,
    refunds: [],
    ...differs,
  };
}

/** Settings as they would stand in a file; `thanku` differs where a test says so. */
export function settingsWith(thanku: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): ShopSettings {
  return ShopSettings.parse({
    version: 1,
    shop: 'oak-shop',
    platform: 'shopify',
    ordersPaidFrom: '2026-01-01',
    thanku: {
      slug: 'oak-and-ash',
      thankuOrderId: 'A-21-13',
      cause: 'PlantTrees',
      impact: { fixed: 1 },
      message: { en: 'Thank you, {{customer.firstName|friend}}!' },
      ...thanku,
    },
    ...rest,
  });
}

/** Settings as they are read from the table; of any version. */
export const storedAs = (settings: Record<string, unknown>): StoredSettings =>
  storedSettings(String(settings['shop']), {
    settings,
    revision: 3,
    appliedAt: '2026-02-28T09:00:00.000Z',
    by: 'ada',
  });

/** What every row of an order has; each test says in which state it is. */
export const rowOf = (at: string) => ({
  shop: 'oak',
  pid: 'oak-1',
  orderId: '1',
  attempts: 1,
  notBefore: 0,
  createdAt: at,
  updatedAt: at,
});
