import { createHash } from 'node:crypto';
import { unitsOf } from '../../../lib/platforms/square/money.ts';
import { isNothing, paymentStateOf, times, totalsOf } from '../amounts.ts';
import type { ShopOrder, ShopRefund } from '../shop-order.ts';

/*
 * An order of the sandbox is paid by one payment. What customers bring back is an order of its own, as at Square.
 */

/** Thirteen letters and digits that belong to these texts. */
const idOf = (...texts: string[]): string =>
  createHash('sha256').update(texts.join(' ')).digest('hex').slice(0, 13).toUpperCase();

/** The seller of a local shop whose settings name none. */
export const merchantOf = (shop: string): string => idOf('merchant', shop);
/** Where a local shop sells unless an order says something else. */
export const mainLocation = 'LMAIN';

export const paymentIdOf = (order: Pick<ShopOrder, 'id'>): string => `Pay${order.id}`;
export const orderOfPayment = (paymentId: string): string => paymentId.replace(/^Pay/, '');
const refundIdOf = (order: ShopOrder, refund: ShopRefund): string => `${paymentIdOf(order)}_${refund.id}`;
export const orderOfRefund = (refundId: string): string => orderOfPayment(refundId.replace(/_\d+$/, ''));
export const returnIdOf = (order: Pick<ShopOrder, 'id'>, refund: ShopRefund): string => `Ret${refund.id}of${order.id}`;
export const customerIdOf = (id: string): string => `CU${id}`;

const time = (atMs: number): string => new Date(atMs).toISOString();
const moneyIn =
  ({ currency }: ShopOrder) =>
  (amount: string) => ({ amount: unitsOf(amount, currency), currency });

/** Square cancels only what nobody has paid. */
export const isCanceled = (order: ShopOrder): boolean => order.cancelledAtMs !== null && order.paidAtMs === null;

const stateOf = (order: ShopOrder): string =>
  isCanceled(order) ? 'CANCELED' : order.paidAtMs === null ? 'OPEN' : 'COMPLETED';

/** When an order itself changed last: it doesn't when it is refunded. */
const orderUpdatedMs = (order: ShopOrder): number =>
  order.refunds.length === 0 ? order.updatedAtMs : (order.paidAtMs ?? order.createdAtMs);

const kindOf = ({ gateways: [gateway = 'CARD'] }: ShopOrder): string => gateway;

/** @see https://developer.squareup.com/reference/square/objects/Order */
export function orderObject(order: ShopOrder) {
  const money = moneyIn(order);
  const { total } = totalsOf(order);
  const isPaid = order.paidAtMs !== null;
  const nothing = money('0');
  return {
    id: order.id,
    location_id: order.sourceName,
    reference_id: order.number,
    source: { name: order.test ? 'Sandbox for sq0idp-local' : 'Local shop' },
    ...(order.customer !== null && { customer_id: customerIdOf(order.customer.id) }),
    line_items: order.lines.map((line) => ({
      uid: line.id,
      name: line.title,
      quantity: String(line.quantity),
      ...(line.productId !== null && { catalog_object_id: line.productId }),
      variation_name: 'Regular',
      item_type: line.giftCard ? 'GIFT_CARD' : 'ITEM',
      base_price_money: money(line.price.shop),
      total_tax_money: nothing,
      total_discount_money: nothing,
      total_money: money(times(line.price, line.quantity).shop),
    })),
    ...(!isNothing(order.shipping) && {
      service_charges: [{ uid: 'shipping', name: 'Shipping', amount_money: money(order.shipping.shop) }],
    }),
    ...(isPaid &&
      !isNothing(total) && {
        tenders: [
          {
            id: paymentIdOf(order),
            location_id: order.sourceName,
            transaction_id: order.id,
            created_at: time(order.paidAtMs ?? 0),
            amount_money: money(total.shop),
            type: kindOf(order),
            ...(kindOf(order) === 'CARD' && {
              card_details: { status: 'CAPTURED', card: { card_brand: 'VISA', last_4: '1111' } },
            }),
            payment_id: paymentIdOf(order),
          },
        ],
      }),
    net_amounts: { total_money: money(total.shop) },
    created_at: time(order.createdAtMs),
    updated_at: time(orderUpdatedMs(order)),
    ...(stateOf(order) !== 'OPEN' && { closed_at: time(order.paidAtMs ?? order.updatedAtMs) }),
    state: stateOf(order),
    version: 1,
    total_money: money(total.shop),
    total_tax_money: nothing,
    total_discount_money: nothing,
    total_tip_money: money(order.tip.shop),
    total_service_charge_money: money(order.shipping.shop),
    net_amount_due_money: isPaid ? nothing : money(total.shop),
  };
}

/** The order of what was brought back. @see https://developer.squareup.com/reference/square/objects/OrderReturn */
export function returnObject(order: ShopOrder, refund: ShopRefund) {
  const money = moneyIn(order);
  return {
    id: returnIdOf(order, refund),
    location_id: order.sourceName,
    returns: [{ uid: refund.id, source_order_id: order.id, return_line_items: [{ quantity: '1' }] }],
    created_at: time(refund.atMs),
    updated_at: time(refund.atMs),
    closed_at: time(refund.atMs),
    state: 'COMPLETED',
    total_money: money('0'),
    net_amount_due_money: money('0'),
  };
}

const statuses = { success: 'COMPLETED', pending: 'PENDING', failure: 'FAILED' } as const;

/** @see https://developer.squareup.com/reference/square/objects/PaymentRefund */
export function refundObject(order: ShopOrder, refund: ShopRefund) {
  const [transaction] = refund.transactions;
  return {
    id: refundIdOf(order, refund),
    status: statuses[transaction?.status ?? 'success'],
    location_id: order.sourceName,
    amount_money: moneyIn(order)(transaction?.amount.shop ?? '0'),
    payment_id: paymentIdOf(order),
    order_id: returnIdOf(order, refund),
    reason: 'Returned goods',
    created_at: time(refund.atMs),
    updated_at: time(refund.atMs),
  };
}

/** @see https://developer.squareup.com/reference/square/objects/Payment */
export function paymentObject(order: ShopOrder) {
  const money = moneyIn(order);
  const { total, refunded } = totalsOf(order);
  const isPaid = order.paidAtMs !== null;
  const paidAt = time(order.paidAtMs ?? order.createdAtMs);
  const status = isPaid ? 'COMPLETED' : paymentStateOf(order) === 'voided' ? 'CANCELED' : 'PENDING';
  return {
    id: paymentIdOf(order),
    created_at: paidAt,
    updated_at: time(order.updatedAtMs),
    amount_money: money(total.shop),
    total_money: money(total.shop),
    ...(order.refunds.length > 0 && {
      refunded_money: money(refunded.shop),
      refund_ids: order.refunds.map((refund) => refundIdOf(order, refund)),
    }),
    status,
    source_type: kindOf(order),
    ...(kindOf(order) === 'CARD' && {
      card_details: {
        status: isPaid ? 'CAPTURED' : 'AUTHORIZED',
        card: { card_brand: 'VISA', last_4: '1111' },
        card_payment_timeline: { authorized_at: paidAt, ...(isPaid && { captured_at: paidAt }) },
      },
    }),
    location_id: order.sourceName,
    order_id: order.id,
    ...(order.customer !== null && { customer_id: customerIdOf(order.customer.id) }),
    ...(order.email !== null && { buyer_email_address: order.email }),
    receipt_number: order.number,
    application_details: {
      square_product: 'ECOMMERCE_API',
      application_id: order.test ? 'sandbox-sq0idb-local' : 'sq0idp-local',
    },
  };
}

/** @see https://developer.squareup.com/reference/square/objects/Customer */
export const customerObject = ({ id, email, firstName, lastName }: NonNullable<ShopOrder['customer']>) => ({
  id: customerIdOf(id),
  given_name: firstName,
  family_name: lastName,
  email_address: email,
  creation_source: 'THIRD_PARTY',
});
