import { readFixture } from './fixtures.ts';
import { treeOf, type Tree } from './tree.ts';

/** The fixture's order with other fields, and its refunds. */
const order = (differs: object): Tree =>
  treeOf(
    JSON.stringify({
      order: { ...Object(JSON.parse(readFixture('bigcommerce/order.json'))), ...differs },
      refunds: JSON.parse(readFixture('bigcommerce/refunds.json')),
    }),
  );

/** Orders of BigCommerce as they are looked up. */
export const fetchedBigCommerceOrders: readonly Tree[] = [
  order({}),
  order({
    status_id: 14,
    gift_certificate_amount: '10.0000',
    store_credit_amount: '5.5000',
    payment_method: 'Test Payment Gateway',
  }),
  order({ status_id: 4, payment_status: 'refunded' }),
  order({ status_id: 5 }),
  order({ payment_status: 'authorized' }),
];
