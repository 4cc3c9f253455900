import { startMedusa } from './shop.ts';

/** A capture or a refund, at so many minutes past noon. */
export const movement = (id: string, amount: number, minute: number) => ({
  id,
  amount,
  created_at: new Date(Date.UTC(2026, 10, 29, 12, minute)),
});

/** An order of 29.35 € that is paid by one capture. */
const honey = {
  id: 'order_01',
  display_id: 17,
  email: 'noor@example.net',
  locale: 'de-AT',
  currency_code: 'eur',
  total: 29.35,
  shipping_total: 4.9,
  created_at: new Date(Date.UTC(2026, 10, 29, 11, 59)),
  canceled_at: null as Date | null,
  customer_id: 'cus_01',
  billing_address: { first_name: 'Noor', last_name: 'Haddad' },
  shipping_address: { first_name: 'Sam', last_name: 'Haddad' },
  sales_channel: { name: 'Web' },
  items: [
    {
      title: '500 g',
      product_title: 'Honey',
      quantity: 2,
      is_giftcard: false,
      variant_sku: 'H-500',
      product_id: 'p_1',
    },
    { title: 'Voucher', product_title: null, quantity: 1, is_giftcard: true, variant_sku: null, product_id: null },
  ],
  payment_collections: collection([movement('capt_01', 29.35, 0)]),
};

export function collection(captures: object[], refunds: object[] = []) {
  return [{ payments: [{ captures, refunds }] }];
}

export type Shape = Partial<Record<keyof typeof honey, unknown>>;
/** A Medusa with this order, its payment, and another order. */
export const shopWith = (shape: Shape = {}, linked = true) => {
  const order = { ...honey, ...shape };
  const payment = { id: 'pay_01', payment_collection: { order: linked ? order : undefined } };
  return startMedusa({ order: [order, { ...honey, id: 'order_other' }], payment: [payment] });
};
