import { paymentStateOf, sum, times, totalsOf } from '../amounts.ts';
import type { ShopOrder } from '../shop-order.ts';

/** Shopware writes times in UTC with an offset and milliseconds. */
const time = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+00:00');

const transactionStates = {
  pending: 'open',
  voided: 'cancelled',
  paid: 'paid',
  partially_refunded: 'refunded_partially',
  refunded: 'refunded',
} as const;

/** When the order's payment changed last, epoch ms. */
export const paymentChangedMs = (order: ShopOrder): number =>
  Math.max(order.createdAtMs, order.paidAtMs ?? 0, ...order.refunds.map(({ atMs }) => atMs));

/** A payment doesn't change the order itself. `undefined`: it never changed. */
export const orderChangedMs = (order: ShopOrder): number | undefined =>
  order.updatedAtMs > paymentChangedMs(order) ? order.updatedAtMs : (order.cancelledAtMs ?? undefined);

const id = (text: string): string => Buffer.from(text).toString('hex').padStart(32, '0').slice(-32);

const state = (technicalName: string) => ({ technicalName, apiAlias: 'state_machine_state' });

/** What webhooks and the API both contain of an order. Amounts are floats, as PHP writes them. */
const shared = (order: ShopOrder) => {
  const { total, subtotal } = totalsOf(order);
  const changedMs = orderChangedMs(order);
  return {
    id: order.id,
    versionId: '0fa91ce3e96a4bc2be4bd9ce752c3425',
    orderNumber: order.number,
    createdAt: time(order.createdAtMs),
    updatedAt: changedMs === undefined ? null : time(changedMs),
    orderDateTime: time(order.processedAtMs),
    // An order is in the customer's currency.
    amountTotal: Number(total.presentment),
    amountNet: Number(total.presentment),
    positionPrice: Number(subtotal.presentment),
    shippingTotal: Number(order.shipping.presentment),
    shippingCosts: {
      totalPrice: Number(order.shipping.presentment),
      calculatedTaxes: [],
      apiAlias: 'calculated_price',
    },
    taxStatus: 'gross',
    currencyFactor: Number(order.rate),
    currency: { isoCode: order.presentmentCurrency, factor: Number(order.rate), apiAlias: 'currency' },
    language: {
      locale: order.locale === null ? null : { code: order.locale, apiAlias: 'locale' },
      apiAlias: 'language',
    },
    lineItems: order.lines.map((line) => ({
      id: id(line.id),
      parentId: null,
      type: 'product',
      label: line.title,
      quantity: line.quantity,
      unitPrice: Number(line.price.presentment),
      totalPrice: Number(times(line.price, line.quantity).presentment),
      productId: line.productId === null ? null : id(line.productId),
      payload: { productNumber: line.sku },
      apiAlias: 'order_line_item',
    })),
    tags: order.tags.map((name) => ({ name, apiAlias: 'tag' })),
    salesChannelId: order.sourceName,
    apiAlias: 'order',
  };
};

const customerOf = (order: ShopOrder) => ({
  id: id(`c${order.id}`),
  email: order.email ?? '',
  firstName: order.billing.firstName,
  lastName: order.billing.lastName,
  customerNumber: order.customer?.id ?? '10001',
  apiAlias: 'order_customer',
});

const paymentOf = (order: ShopOrder) => {
  const { total } = totalsOf(order);
  const changedMs = paymentChangedMs(order);
  const [gateway = ''] = order.gateways;
  return {
    id: id(`t${order.id}`),
    createdAt: time(order.createdAtMs),
    updatedAt: changedMs > order.createdAtMs || order.paidAtMs !== null ? time(changedMs) : null,
    amount: { unitPrice: Number(total.presentment), quantity: 1, totalPrice: Number(total.presentment) },
    paymentMethod: { name: gateway, technicalName: gateway, apiAlias: 'payment_method' },
    apiAlias: 'order_transaction',
  };
};

/**
 * An order with all its associations, as the API has it.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Checkout/Order/OrderDefinition.php
 */
export const shopwareOrderBody = (order: ShopOrder) => ({
  ...shared(order),
  orderCustomer: { ...customerOf(order), customerId: id(order.customer?.id ?? order.id) },
  transactions: [
    {
      ...paymentOf(order),
      stateMachineState: state(transactionStates[paymentStateOf(order)]),
      captures: captures(order),
    },
  ],
  stateMachineState: state(order.cancelledAtMs === null ? 'open' : 'cancelled'),
});

/** What a webhook contains: without states, captures and the customer's ID, which aren't for the Store API. */
export const webhookOrder = (order: ShopOrder) => ({
  ...shared(order),
  orderCustomer: customerOf(order),
  transactions: [{ ...paymentOf(order), stateMachineState: null, captures: null }],
  stateMachineState: null,
});

/** Refunds of parts, as payment plugins record them. */
const captures = (order: ShopOrder) =>
  paymentStateOf(order) !== 'partially_refunded'
    ? []
    : [
        {
          id: id(`k${order.id}`),
          refunds: order.refunds.map((refund) => ({
            id: id(`r${refund.id}`),
            amount: { totalPrice: Number(sum(...refund.transactions.map(({ amount }) => amount)).presentment) },
            stateMachineState: state(
              refund.transactions.every(({ status }) => status === 'success') ? 'completed' : 'open',
            ),
            apiAlias: 'order_transaction_capture_refund',
          })),
          apiAlias: 'order_transaction_capture',
        },
      ];
