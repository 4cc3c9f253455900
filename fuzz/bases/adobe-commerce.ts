import { commerceEvent, commerceOrder, orderSaved } from '../../lib/senders/adobe-commerce.ts';
import { adobeClientId } from '../adobe-signature.ts';
import { readFixture } from '../fixtures.ts';
import { treeOf } from '../tree.ts';
import { bodiesSentBy, now, order as anyOrder, type Base } from './sent.ts';

const fixture = (name: string): string => readFixture(`adobe-commerce/${name}.json`);

/** Paid by gift card and from store credit, and refunded in part. */
const withAll = {
  gift_cards_amount: '20.0000',
  customer_balance_amount: 5.5,
  gift_cards: '[{"c":"AAAA-BBBB","a":20}]',
  discount_amount: '-2.5000',
  total_refunded: '12.5000',
  customer_is_guest: '1',
  addresses: [{ address_type: 'billing', firstname: 'Ada', lastname: 'Lovelace', email: 'ada@example.com' }],
};
const creditMemo = { entity_id: '9', order_id: '31', grand_total: '9.9000', order_currency_code: 'EUR', state: '2' };

const order = { ...anyOrder, site: adobeClientId };
const event = (name: string, value: object) => commerceEvent(name, now, adobeClientId, value);

/** What Adobe sends of Commerce, and what Commerce's API answers. */
export const adobeCommerceBases: readonly Base[] = [
  ...bodiesSentBy('adobe-commerce', order),
  ...[
    fixture('order-saved'),
    fixture('credit-memo-saved'),
    // An order that was looked up.
    fixture('order'),
    commerceOrder(order, now, withAll),
    event(orderSaved, { id: '31', updated_at: '2026-02-03 11:59:59' }),
    event('observer.sales_order_creditmemo_save_after', creditMemo),
    `[${commerceOrder(order, now)}]`,
  ].map((text) => ({ body: treeOf(text) })),
];
