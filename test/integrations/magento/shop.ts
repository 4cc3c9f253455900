import { readFileSync } from 'node:fs';
import { runPhp } from '../php.ts';
import type { Receiver } from '../receiver.ts';

const etc = (name: string) =>
  readFileSync(new URL(`../../../integrations/magento/etc/${name}`, import.meta.url), 'utf8');

/** The classes that Magento calls, by its event. */
const observers = Object.fromEntries(
  [...etc('events.xml').matchAll(/<event name="(\w+)">\s*<observer .*instance="([\w\\]+)"/g)].map(
    ([, event = '', instance]) => [event, [instance]],
  ),
);
const cron = /<job .*instance="([\w\\]+)" method="(\w+)"/.exec(etc('crontab.xml'))?.slice(1);

/** Bundles and configurable products are listed with their parts. */
const items = [
  { item_id: 1, parent_item_id: null, name: 'Honey set', qty_ordered: '2.0000', sku: 'SET-L', product_id: '7' },
  { item_id: 2, parent_item_id: 1, name: 'Honey, 500 g', qty_ordered: '4.0000', sku: 'H-500', product_id: '8' },
  { item_id: 3, parent_item_id: null, name: 'Wax by weight', qty_ordered: '0.2500', sku: 'WAX', product_id: '9' },
];

/** A new order of a store whose base currency is another. */
const honey = {
  entity_id: '17',
  increment_id: '000000017-1',
  state: 'new',
  store_id: '1',
  created_at: '2026-07-01 12:00:00',
  base_grand_total: '32.1000',
  base_total_paid: null,
  grand_total: '29.3500',
  total_paid: null,
  shipping_incl_tax: '4.9000',
  order_currency_code: 'EUR',
  customer_id: '81',
  customer_email: 'noor@example.net',
  customer_firstname: 'Noor',
  customer_lastname: 'Haddad',
  billing_address: { firstname: 'Sam', lastname: 'Haddad' },
  payment_method: 'braintree',
  items,
  invoices: [],
};

/** How an order looks once it is paid. */
export const paid = {
  state: 'processing',
  total_paid: '29.3500',
  invoices: ['2026-07-01 12:10:00', '2026-07-01 12:30:00'],
};

export const saved = (shape: object = {}) => ({ do: 'save', order: 17, with: shape });
export const creditmemo = (entityId: string, total: number, state = 2) => ({
  do: 'creditmemo',
  creditmemo: { entity_id: entityId, order_id: '17', grand_total: total.toFixed(4), state: String(state) },
});

interface Outcome {
  outbox: { event: string; attempts: number; due: number }[];
  log: [level: string, message: string][];
}

/** Takes the steps in a store that sends to the receiver and has the order 17. */
export async function take(receiver: Receiver, steps: object[], order: object = {}): Promise<Outcome> {
  const shop = {
    observers,
    cron,
    orders: { 17: { ...honey, ...order } },
    creditmemos: [],
    configuration: {
      1: {
        'thankflow/orders/url': receiver.url,
        'thankflow/orders/secret': receiver.secret,
        'general/locale/code': 'de_AT',
      },
    },
    steps,
  };
  return (await runPhp('magento/magento.php', shop)) as Outcome;
}
