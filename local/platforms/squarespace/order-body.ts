import { isNothing, paymentStateOf, totalsOf, type PaymentState } from '../amounts.ts';
import type { ShopOrder } from '../shop-order.ts';

/** Squarespace has no state for a refund of a part. */
const paymentStates: Record<PaymentState, string> = {
  pending: 'PENDING',
  paid: 'PAID',
  partially_refunded: 'PAID',
  refunded: 'REFUNDED',
  voided: 'FAILED',
};

export const paymentStateIn = (order: ShopOrder): string => paymentStates[paymentStateOf(order)];

export const fulfillmentStatusIn = (order: ShopOrder): string =>
  order.cancelledAtMs === null ? 'PENDING' : 'CANCELED';

const time = (atMs: number): string => new Date(atMs).toISOString();

/**
 * An order as the Orders API shows it.
 * @see https://developers.squarespace.com/commerce-apis/retrieve-specific-order
 */
export function squarespaceOrderBody(order: ShopOrder) {
  const { currency } = order;
  const money = (value: string) => ({ value, currency });
  const { subtotal, total, refunded } = totalsOf(order);
  const address = {
    firstName: order.billing.firstName,
    lastName: order.billing.lastName,
    address1: 'Hauptstr. 1',
    address2: null,
    city: 'Berlin',
    state: null,
    countryCode: 'DE',
    postalCode: '10115',
    phone: null,
  };
  return {
    id: order.id,
    orderNumber: order.number,
    createdOn: time(order.createdAtMs),
    modifiedOn: time(order.updatedAtMs),
    channel: order.sourceName,
    testmode: order.test,
    customerEmail: order.email,
    customerId: order.customer?.id ?? null,
    billingAddress: address,
    shippingAddress: address,
    fulfillmentStatus: fulfillmentStatusIn(order),
    paymentState: paymentStateIn(order),
    lineItems: order.lines.map((line) => ({
      id: line.id,
      variantId: null,
      sku: line.sku,
      productId: line.productId,
      productName: line.title,
      quantity: line.quantity,
      unitPricePaid: money(line.price.shop),
      variantOptions: null,
      customizations: null,
      imageUrl: null,
      lineItemType: line.giftCard ? 'GIFT_CARD' : 'PHYSICAL_PRODUCT',
    })),
    internalNotes: [],
    shippingLines: isNothing(order.shipping) ? [] : [{ method: 'Flat Rate', amount: money(order.shipping.shop) }],
    discountLines: [],
    formSubmission: [],
    fulfillments: [],
    subtotal: money(subtotal.shop),
    shippingTotal: money(order.shipping.shop),
    discountTotal: money('0.00'),
    taxTotal: money('0.00'),
    refundedTotal: money(refunded.shop),
    grandTotal: money(total.shop),
    channelName: 'Squarespace',
    externalOrderReference: null,
    fulfilledOn: null,
    priceTaxInterpretation: 'INCLUSIVE',
  };
}
