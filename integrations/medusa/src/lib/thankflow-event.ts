import type { BigNumberInput } from '@medusajs/framework/types';
import { MathBN } from '@medusajs/framework/utils';

/** What the events need of an order. */
export const orderFields = [
  'id',
  'display_id',
  'email',
  'locale',
  'currency_code',
  'total',
  'shipping_total',
  'created_at',
  'canceled_at',
  'customer_id',
  'billing_address.*',
  'shipping_address.*',
  'sales_channel.name',
  'items.*',
  'payment_collections.payments.captures.*',
  'payment_collections.payments.refunds.*',
];

type Maybe<Value> = Value | null | undefined;
type List<Entry> = Maybe<Maybe<Entry>[]>;

interface Person {
  first_name?: Maybe<string>;
  last_name?: Maybe<string>;
}

interface Item {
  title: string;
  product_title?: Maybe<string>;
  quantity: BigNumberInput;
  is_giftcard?: Maybe<boolean>;
  variant_sku?: Maybe<string>;
  product_id?: Maybe<string>;
}

/** A capture or a refund. */
interface Movement {
  id: string;
  amount: BigNumberInput;
  created_at: Date | string;
}

/** Fits what `query.graph` returns, with and without the types that Medusa generates for a project. */
interface Order {
  id: string;
  display_id?: Maybe<number | string>;
  email?: Maybe<string>;
  locale?: Maybe<string>;
  currency_code: string;
  total: BigNumberInput;
  shipping_total?: Maybe<BigNumberInput>;
  created_at: Date | string;
  canceled_at?: Maybe<Date | string>;
  customer_id?: Maybe<string>;
  billing_address?: Maybe<Person>;
  shipping_address?: Maybe<Person>;
  sales_channel?: Maybe<{ name: string }>;
  items?: List<Item>;
  payment_collections?: List<{ payments?: List<{ captures?: List<Movement>; refunds?: List<Movement> }> }>;
}

/** `id` is the webhook's: the same whenever the same thing is sent. Both times are when it happened, not when it is sent. */
export interface ThankflowEvent {
  id: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** What the order's current state says about the Medusa event, or `undefined` if there is nothing to tell. */
export function eventOf(medusaEvent: string, order: Order): ThankflowEvent | undefined {
  switch (medusaEvent) {
    case 'order.canceled':
      return order.canceled_at ? event('cancelled', order, order.canceled_at, {}) : undefined;
    case 'payment.refunded':
      return refunded(order);
    default:
      return paid(order);
  }
}

/** An order is paid when its captures cover its total: later than it is placed, or at once if the payment provider captures by itself. */
function paid(order: Order): ThankflowEvent | undefined {
  const { captures, refunds, captured, left } = paymentsOf(order);
  const money = moneyOf(order);
  const isPaid = MathBN.gte(money(captured), money(order.total));
  const isUndone = order.canceled_at || (captures.length > 0 && MathBN.lte(left, 0));
  if (!isPaid || isUndone) return undefined;
  const paidAt = latest(captures) ?? order.created_at;
  const { first_name, last_name } = order.billing_address ?? order.shipping_address ?? {};
  return event('paid', order, paidAt, {
    number: `#${order.display_id}`,
    amount: money(left),
    subtotal: money(MathBN.max(0, MathBN.sub(left, order.shipping_total ?? 0))),
    currency: order.currency_code.toUpperCase(),
    paidAt: new Date(paidAt).toISOString(),
    customer: {
      id: order.customer_id,
      email: order.email,
      firstName: first_name,
      lastName: last_name,
      locale: order.locale,
    },
    items: listOf(order.items).map((item) => ({
      title: item.product_title ?? item.title,
      quantity: Number(item.quantity),
      giftCard: item.is_giftcard ?? false,
      sku: item.variant_sku,
      productId: item.product_id,
    })),
    channel: order.sales_channel?.name,
    refunds: refunds.map(({ id, amount }) => ({ id, amount: money(amount) })),
  });
}

function refunded(order: Order): ThankflowEvent | undefined {
  const { refunds, left } = paymentsOf(order);
  const money = moneyOf(order);
  const at = latest(refunds);
  return at === undefined
    ? undefined
    : event('refunded', order, at, {
        refunds: refunds.map(({ id, amount }) => ({ id, amount: money(amount) })),
        full: MathBN.lte(money(left), 0),
      });
}

function event(type: string, { id }: Order, at: Date | string, data: Record<string, unknown>): ThankflowEvent {
  const happened = new Date(at);
  return {
    id: `${type}_${id}_${happened.getTime()}`,
    body: { type: `order.${type}`, timestamp: happened.toISOString(), data: { id, ...data } },
  };
}

/** Order edits and exchanges add payment collections to an order. */
function paymentsOf(order: Order) {
  const payments = listOf(order.payment_collections).flatMap((collection) => listOf(collection.payments));
  const captures = payments.flatMap((payment) => listOf(payment.captures));
  const refunds = payments.flatMap((payment) => listOf(payment.refunds));
  const captured = MathBN.sum(0, ...captures.map(({ amount }) => amount));
  return { captures, refunds, captured, left: MathBN.sub(captured, ...refunds.map(({ amount }) => amount)) };
}

const listOf = <Entry>(list: List<Entry>): Entry[] => (list ?? []).flatMap((entry) => entry ?? []);

const latest = (movements: Movement[]): Date | undefined =>
  movements.map(({ created_at }) => new Date(created_at)).sort((a, b) => b.getTime() - a.getTime())[0];

/** Totals aren't rounded in Medusa: as text, with the currency's decimals. */
function moneyOf({ currency_code: currency }: Order): (amount: BigNumberInput) => string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return (amount) => MathBN.convert(amount).toFixed(maximumFractionDigits);
}
