import { Big } from 'big.js';
import { minus, totalsOf } from '../amounts.ts';
import type { Amounts, ShopLine, ShopOrder, ShopTransaction } from '../shop-order.ts';

/** An ID of Saleor's API. */
export const globalId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64');

/** As Python writes it, with microseconds. */
export const dateTime = (atMs: number): string => new Date(atMs).toISOString().replace(/(\d{3})Z$/, '$1000+00:00');

/** An order's channel has one currency, which the customer pays in. */
const money = ({ presentmentCurrency: currency }: ShopOrder, { presentment }: Amounts) => ({
  currency,
  amount: Number(presentment),
});

/** Without taxes. */
const taxed = (order: ShopOrder, amounts: Amounts) => {
  const gross = money(order, amounts);
  return { currency: gross.currency, gross, net: gross, tax: { ...gross, amount: 0 } };
};

const less = ({ presentment: a }: Amounts, { presentment: b }: Amounts): boolean => new Big(a).lt(b);
const isNothing = ({ presentment }: Amounts): boolean => new Big(presentment).eq(0);

/** What is charged is compared with the total. There are no refunds that were granted before they are made. */
function chargeStatusOf(total: Amounts, charged: Amounts): string {
  if (!less(charged, total) && !less(total, charged)) return 'FULL';
  if (isNothing(charged)) return 'NONE';
  return less(charged, total) ? 'PARTIAL' : 'OVERCHARGED';
}

/** How a gateway pays, by its name: `gift_card`, `card`. Others don't say it. */
const methods: Readonly<Record<string, object>> = {
  gift_card: {
    __typename: 'GiftCardPaymentMethodDetails',
    name: 'Gift card',
    brand: null,
    lastChars: 'QXY1',
    isSaleorGiftcard: true,
  },
  card: { __typename: 'CardPaymentMethodDetails', name: 'Credit card', brand: 'visa', lastDigits: '4242' },
};

/**
 * An order as GraphQL's resolvers need it.
 * @see https://docs.saleor.io/api-reference/orders/objects/order
 */
export function orderObject(order: ShopOrder) {
  const { total, subtotal, received, refunded } = totalsOf(order);
  const charged = minus(received, refunded);
  return {
    id: order.id,
    number: order.number,
    status: order.cancelledAtMs === null ? 'UNFULFILLED' : 'CANCELED',
    chargeStatus: chargeStatusOf(total, charged),
    authorizeStatus: chargeStatusOf(total, charged),
    origin: 'CHECKOUT',
    created: dateTime(order.createdAtMs),
    updatedAt: dateTime(order.updatedAtMs),
    languageCodeEnum: (order.locale ?? 'en').toUpperCase().replace('-', '_'),
    userEmail: order.email,
    user: order.customer && { ...order.customer, id: globalId('User', order.customer.id), isActive: true },
    billingAddress: {
      ...order.billing,
      id: globalId('Address', order.id),
      companyName: '',
      city: 'Berlin',
      postalCode: '10115',
    },
    shippingAddress: null,
    channel: {
      id: globalId('Channel', '1'),
      slug: order.sourceName,
      name: order.sourceName,
      currencyCode: order.presentmentCurrency,
    },
    isPaid: !less(charged, total),
    total: taxed(order, total),
    undiscountedTotal: taxed(order, total),
    subtotal: taxed(order, subtotal),
    shippingPrice: taxed(order, order.shipping),
    totalCharged: money(order, charged),
    totalAuthorized: money(order, minus(charged, charged)),
    totalRefunded: money(order, refunded),
    totalGrantedRefund: money(order, minus(charged, charged)),
    totalBalance: money(order, minus(charged, total)),
    giftCards: [],
    transactions: order.transactions.filter(({ kind }) => kind === 'sale').map((one) => transactionObject(order, one)),
    events: historyOf(order),
    lines: order.lines.map((line) => lineObject(order, line)),
    voucherCode: null,
    customerNote: '',
  };
}

/** There is one payment, so all refunds are of that one. */
function transactionObject(order: ShopOrder, one: ShopTransaction) {
  const { refunded } = totalsOf(order);
  const id = globalId('TransactionItem', one.id);
  const event = (type: string, amounts: Amounts, atMs: number) => ({
    id: globalId('TransactionEvent', `${one.id}-${type}-${atMs}`),
    createdAt: dateTime(atMs),
    pspReference: one.id,
    message: '',
    type,
    amount: money(order, amounts),
  });
  return {
    id,
    token: '00000000-0000-4000-8000-000000000000',
    createdAt: dateTime(one.atMs),
    modifiedAt: dateTime(order.updatedAtMs),
    name: one.gateway,
    message: '',
    pspReference: one.id,
    authorizedAmount: money(order, minus(one.amount, one.amount)),
    chargedAmount: money(order, minus(one.amount, refunded)),
    refundedAmount: money(order, refunded),
    canceledAmount: money(order, minus(one.amount, one.amount)),
    events: [
      event('CHARGE_SUCCESS', one.amount, one.atMs),
      ...order.transactions
        .filter(({ kind }) => kind === 'refund')
        .map(({ status, amount, atMs }) => event(refundTypes[status], amount, atMs)),
    ],
    paymentMethodDetails: methods[one.gateway] ?? null,
  };
}

const refundTypes = { success: 'REFUND_SUCCESS', pending: 'REFUND_REQUEST', failure: 'REFUND_FAILURE' } as const;

function historyOf(order: ShopOrder) {
  const entry = (type: string, atMs: number) => ({
    id: globalId('OrderEvent', `${order.id}-${type}`),
    type,
    date: dateTime(atMs),
    message: null,
    amount: null,
  });
  return [
    entry('PLACED', order.createdAtMs),
    ...(order.paidAtMs === null ? [] : [entry('ORDER_FULLY_PAID', order.paidAtMs)]),
    ...(order.cancelledAtMs === null ? [] : [entry('CANCELED', order.cancelledAtMs)]),
  ];
}

const lineObject = (order: ShopOrder, line: ShopLine) => ({
  id: globalId('OrderLine', line.id),
  productName: line.title,
  variantName: '',
  translatedProductName: '',
  translatedVariantName: '',
  productSku: line.sku,
  quantity: line.quantity,
  isGift: false,
  unitPrice: taxed(order, line.price),
  totalPrice: taxed(order, line.price),
  variant: line.productId === null ? null : variantObject(line, line.productId),
});

const variantObject = (line: ShopLine, productId: string) => ({
  id: globalId('ProductVariant', line.id),
  name: '',
  sku: line.sku,
  product: {
    id: globalId('Product', productId),
    name: line.title,
    slug: 'product',
    productType: { id: globalId('ProductType', '1'), name: 'Goods', kind: line.giftCard ? 'GIFT_CARD' : 'NORMAL' },
  },
});
