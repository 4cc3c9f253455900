import { Big } from 'big.js';
import { paymentStateOf, totalsOf, type PaymentState } from '../amounts.ts';
import type { ShopOrder } from '../shop-order.ts';

const statuses: Record<PaymentState, string> = {
  pending: 'AWAITING_PAYMENT',
  paid: 'PAID',
  partially_refunded: 'PARTIALLY_REFUNDED',
  refunded: 'REFUNDED',
  voided: 'CANCELLED',
};

/** A cancelled order that was paid is refunded, or cancelled: here, the latter. */
export const paymentStatusIn = (order: ShopOrder): string =>
  order.cancelledAtMs === null ? statuses[paymentStateOf(order)] : 'CANCELLED';

export const seconds = (atMs: number): number => Math.floor(atMs / 1000);

/** `2014-06-06 18:57:19 +0000` */
export const written = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} +0000`;

/**
 * An order as the API shows it. Amounts and IDs are JSON numbers, and refunds have no IDs.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order
 */
export function ecwidOrderBody(order: ShopOrder) {
  const { subtotal, total, refunded } = totalsOf(order);
  const person = {
    name: `${order.billing.firstName} ${order.billing.lastName}`.trim(),
    firstName: order.billing.firstName,
    lastName: order.billing.lastName,
    street: 'Hauptstr. 1',
    city: 'Berlin',
    countryCode: 'DE',
    postalCode: '10115',
  };
  return {
    id: order.number,
    internalId: Number(order.id),
    orderNumber: Number(order.id),
    vendorOrderNumber: order.number,
    createDate: written(order.createdAtMs),
    updateDate: written(order.updatedAtMs),
    createTimestamp: seconds(order.createdAtMs),
    updateTimestamp: seconds(order.updatedAtMs),
    paymentStatus: paymentStatusIn(order),
    fulfillmentStatus: 'AWAITING_PROCESSING',
    paymentMethod: order.gateways[0],
    subtotal: Number(subtotal.shop),
    subtotalWithoutTax: Number(subtotal.shop),
    pricesIncludeTax: true,
    total: Number(total.shop),
    giftCardRedemption: 0,
    totalBeforeGiftCardRedemption: Number(total.shop),
    tax: 0,
    couponDiscount: 0,
    discount: 0,
    customDiscount: [],
    customSurcharges: new Big(order.tip.shop).eq(0)
      ? []
      : [{ id: 'tip', type: 'ABSOLUTE', total: Number(order.tip.shop) }],
    refundedAmount: Number(refunded.shop),
    refunds: order.refunds.flatMap(({ atMs, transactions }) =>
      transactions
        .filter(({ status }) => status === 'success')
        .map(({ amount }) => ({ date: written(atMs), source: 'CP', reason: '', amount: Number(amount.shop) })),
    ),
    refererId: order.sourceName,
    email: order.email ?? '',
    ...(order.customer !== null && { customerId: Number(order.customer.id) }),
    ...(order.locale !== null && { lang: order.locale }),
    billingPerson: person,
    shippingPerson: person,
    shippingOption: { shippingMethodName: 'Post', shippingRate: Number(order.shipping.shop), isPickup: false },
    items: order.lines.map((line) => ({
      id: Number(line.id),
      ...(line.productId !== null && { productId: Number(line.productId) }),
      price: Number(line.price.shop),
      priceWithoutTax: Number(line.price.shop),
      sku: line.sku ?? '',
      quantity: line.quantity,
      name: line.title,
      giftCard: line.giftCard,
    })),
    hidden: false,
  };
}
