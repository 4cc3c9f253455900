import { paymentStateOf, times, totalsOf, type PaymentState } from '../amounts.ts';
import type { Amounts, ShopOrder, ShopRefund } from '../shop-order.ts';
import { guidOf } from './ids.ts';

const paymentStatuses: Record<PaymentState, string> = {
  pending: 'NOT_PAID',
  paid: 'PAID',
  partially_refunded: 'PARTIALLY_REFUNDED',
  refunded: 'FULLY_REFUNDED',
  voided: 'NOT_PAID',
};

const time = (atMs: number): string => new Date(atMs).toISOString();

/** In the currency that the customer paid in, as all of Wix's amounts. */
const price = ({ presentment }: Amounts) => ({ amount: presentment, formattedAmount: presentment });

const nothing: Amounts = { shop: '0', presentment: '0' };

/**
 * An order as the Orders API and events show it.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/order-object
 */
export function wixOrderBody(order: ShopOrder) {
  const { subtotal, total, refunded, received } = totalsOf(order);
  return {
    id: order.id,
    number: order.number,
    createdDate: time(order.createdAtMs),
    updatedDate: time(order.updatedAtMs),
    status: order.cancelledAtMs === null ? 'APPROVED' : 'CANCELED',
    paymentStatus: paymentStatuses[paymentStateOf(order)],
    fulfillmentStatus: 'NOT_FULFILLED',
    archived: false,
    imported: false,
    currency: order.presentmentCurrency,
    currencyConversionDetails: { originalCurrency: order.currency, conversionRate: order.rate },
    ...(order.locale !== null && { buyerLanguage: order.locale }),
    siteLanguage: 'en',
    taxIncludedInPrices: true,
    buyerInfo: {
      visitorId: guidOf('visitor', order.id),
      ...(order.email !== null && { contactId: guidOf('contact', order.email), email: order.email }),
    },
    billingInfo: { address: { country: 'DE', city: 'Berlin' }, contactDetails: order.billing },
    lineItems: order.lines.map((line) => ({
      id: guidOf('line', line.id),
      productName: { original: line.title, translated: line.title },
      quantity: line.quantity,
      ...(line.productId !== null && { catalogReference: { catalogItemId: line.productId } }),
      ...(line.sku !== null && { physicalProperties: { sku: line.sku, shippable: true } }),
      itemType: { preset: line.giftCard ? 'GIFT_CARD' : 'PHYSICAL' },
      price: price(line.price),
      totalPriceBeforeTax: price(times(line.price, line.quantity)),
      totalPriceAfterTax: price(times(line.price, line.quantity)),
    })),
    priceSummary: {
      subtotal: price(subtotal),
      shipping: price(order.shipping),
      tax: price(nothing),
      discount: price(nothing),
      totalAdditionalFees: price(order.tip),
      total: price(total),
    },
    balanceSummary: { balance: price(nothing), paid: price(received), refunded: price(refunded) },
    channelInfo: { type: order.sourceName },
    tags: { privateTags: { tagIds: [] }, tags: { tagIds: order.tags } },
  };
}

const refundStatuses = { success: 'SUCCEEDED', pending: 'PENDING', failure: 'FAILED' } as const;

/** A refund as the payments API and events show it. */
export const wixRefundBody = (order: ShopOrder, refund: ShopRefund) => ({
  id: guidOf('refund', order.id, refund.id),
  createdDate: time(refund.atMs),
  transactions: refund.transactions.map(({ amount, status }) => ({
    paymentId: guidOf('payment', order.id),
    amount: price(amount),
    refundStatus: refundStatuses[status],
  })),
});

/** The part of a gift card in how an order was paid, by the name of its gateway: `gift_card`. */
const isGiftCard = (gateway: string): boolean => gateway === 'gift_card';

/**
 * An order's payments and refunds.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/order-transactions/order-transactions-object
 */
export const wixTransactionsBody = (order: ShopOrder) => ({
  orderId: order.id,
  payments: order.transactions
    .filter(({ kind }) => kind === 'sale')
    .map(({ id, amount, atMs, gateway }) => ({
      id: guidOf('payment', order.id, id),
      createdDate: time(atMs),
      updatedDate: time(atMs),
      amount: price(amount),
      status: 'APPROVED',
      [isGiftCard(gateway) ? 'giftcardPaymentDetails' : 'regularPaymentDetails']: isGiftCard(gateway)
        ? { obfuscatedCode: '************QXY1', voided: false }
        : { offlinePayment: false, paymentMethod: 'CreditCard', status: 'APPROVED' },
    })),
  refunds: order.refunds.map((refund) => wixRefundBody(order, refund)),
});
