import { addAmounts } from '../../lib/order/money.ts';
import type { LineItem, Order } from '../../lib/order/order.ts';
import type { ProductRule } from '../../lib/shops/product-rules.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { currencyOf } from './describe-impact.ts';

export interface SampleOrder {
  what: string;
  order: Order;
}

const ada = { firstName: 'Ada', lastName: 'Lovelace' };
const desk = { title: 'Oak desk', quantity: 1, giftCard: false };

const named = (firstName: string, lastName: string): Partial<Order> => ({
  customer: { firstName, lastName, email: 'customer@example.com' },
});

/** Unusual orders, as real ones are, in a currency and of an amount that this shop thanks. */
export function previewOrders(thanku: ThankuSettings): SampleOrder[] {
  const usual = usualOrder(thanku);
  const other = usual.currency === 'USD' ? 'CHF' : 'USD';
  const variants: [string, Partial<Order>][] = [
    ['usual', {}],
    ['no name, no number, no items', { customer: {}, number: '', items: [] }],
    ['emoji', { ...named('Zoë 👩‍👩‍👧‍👦', '🌳'), items: [{ ...desk, title: 'Mug “🦊”' }] }],
    ['right-to-left', { ...named('محمد', 'الأحمد'), items: [{ ...desk, title: 'שולחן אלון' }] }],
    ['markup in the name', named('<b>Ada</b><script>alert(1)</script>', 'O’Brien & Söhne')],
    ['a link as a name', named('Win at https://example.com', 'Now')],
    ['an address as a name', named('kim@example.com', 'O’Neil')],
    ['a very long title', { items: [{ ...desk, title: 'Solid oak desk, height-adjustable, '.repeat(8) }] }],
    ['many items', { items: [{ ...desk, quantity: 240 }], itemsOmitted: 12 }],
    ['another currency', { currency: other }],
    ['paid in the currency of the customer', { presentment: { amount: '8000', currency: 'JPY' } }],
    ['a small amount', { amount: '0.50' }],
    ['a large amount', { amount: '123456.78' }],
    ['free of charge', { amount: '0.00' }],
    ...(thanku.rules ?? []).map((rule): [string, Partial<Order>] => [
      `with ${nameOfProduct(rule)}`,
      { items: [{ ...desk, ...productOf(rule) }] },
    ]),
    ...(thanku.campaigns ?? []).map(({ name, from }): [string, Partial<Order>] => [`during ${name}`, { paidAt: from }]),
  ];
  return variants.map(([what, differs]) => ({ what, order: Object.assign({}, usual, differs) }));
}

/** A product that a rule names, as a line item has it. */
export const productOf = ({ skus, products, tags }: ProductRule): Pick<LineItem, 'sku' | 'productId' | 'tags'> =>
  skus === undefined
    ? products === undefined
      ? { tags: tags?.slice(0, 1) }
      : { productId: products[0] }
    : { sku: skus[0] };

/** The name of that product. */
export function nameOfProduct(rule: ProductRule): string {
  const { sku, productId, tags } = productOf(rule);
  return sku ?? productId ?? tags?.[0] ?? '';
}

/** An order that a shop with these settings thanks. */
export function usualOrder({ impact, orders }: ThankuSettings): Order {
  const { minimum, currencies, tags, channels } = orders;
  const currency = minimum?.currency ?? currencies?.[0] ?? currencyOf(impact) ?? 'EUR';
  return {
    orderId: '5410938202391',
    number: '#1001',
    amount: minimum === undefined ? '59.90' : addAmounts(minimum.amount, '49.90'),
    currency,
    paidAt: '2026-01-31T12:00:00.000Z',
    paymentType: 'card',
    customer: { ...ada, email: 'ada.lovelace@example.com' },
    items: [desk, { title: 'Chair', quantity: 2, giftCard: false }],
    itemsOmitted: 0,
    tags: tags?.any?.slice(0, 1) ?? [],
    ...(channels?.any?.[0] !== undefined && { channel: channels.any[0] }),
    test: false,
    refunds: [],
  };
}
