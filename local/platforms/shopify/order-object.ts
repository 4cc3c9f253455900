import { minus, paymentStateOf, sum, times, totalsOf, zero } from '../amounts.ts';
import { connectionOf, type PageArguments, type SortOrder } from './connection.ts';
import { accessDenied, notApproved } from './errors.ts';
import { metafieldObject } from './metafields.ts';
import { dateTime, gidOf } from './values.ts';
import type { ShopFacts } from '../platform-format.ts';
import { adjustmentsOf, statusPageOf } from './order-body.ts';
import type { Amounts, ShopLine, ShopOrder, ShopRefund, ShopTransaction } from '../shop-order.ts';

const node = (type: string, id: string) => ({ __typename: type, id: gidOf(type, id), legacyResourceId: id });

/** Decimals are written without needless zeros: `25.98`, `0.0`. */
const decimal = (amount: string): string => amount.replace(/(\.\d+?)0+$/, '$1');

const bagOf = (order: ShopOrder) => (amounts: Amounts) => ({
  shopMoney: { amount: decimal(amounts.shop), currencyCode: order.currency },
  presentmentMoney: { amount: decimal(amounts.presentment), currencyCode: order.presentmentCurrency },
});

const byId: SortOrder<{ legacyResourceId: string }> = {
  name: 'ID',
  value: () => 0,
  id: ({ legacyResourceId }) => BigInt(legacyResourceId),
};

const listed = <T>(list: readonly T[], { first }: { first?: number | null }): readonly T[] =>
  list.slice(0, first ?? list.length);

/** What an app may see. */
export interface OrderAccess {
  shop: { options: ShopFacts };
  scopes: ReadonlySet<string>;
  /** Whether Shopify lets the app see names, addresses and e-mail addresses. */
  protectedData: boolean;
}

/**
 * An order as GraphQL's resolvers need it.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
 */
export function orderObject(order: ShopOrder, { shop, scopes, protectedData }: OrderAccess) {
  const bag = bagOf(order);
  const totals = totalsOf(order);
  const { billing, customer } = order;
  const personal =
    <T>(field: string, value: T) =>
    () => {
      if (!protectedData) throw notApproved(field);
      return value;
    };
  const object = {
    ...node('Order', order.id),
    billingAddress: personal('billingAddress', { ...node('MailingAddress', order.id), ...billing }),
    cancelReason: order.cancelledAtMs === null ? null : 'CUSTOMER',
    cancelledAt: order.cancelledAtMs === null ? null : dateTime(order.cancelledAtMs),
    closed: false,
    closedAt: null,
    confirmed: true,
    createdAt: dateTime(order.createdAtMs),
    currencyCode: order.currency,
    currentSubtotalPriceSet: bag(totals.currentSubtotal),
    currentTotalPriceSet: bag(totals.currentTotal),
    currentTotalTaxSet: bag(zero),
    customer: () => {
      if (!scopes.has('read_customers')) throw accessDenied('customer', 'read_customers');
      return customer && customerObject(customer, order.locale, personal);
    },
    customerLocale: order.locale,
    displayFinancialStatus: paymentStateOf(order).toUpperCase(),
    email: personal('email', order.email),
    lineItems: (args: PageArguments) =>
      connectionOf(
        order.lines.map((line) => lineObject(order, line)),
        args,
        byId,
      ),
    metafield: ({ namespace, key }: { namespace?: string | null; key: string }) => {
      const found = order.metafields.find((one) => one.namespace === namespace && one.key === key);
      return found === undefined ? null : metafieldObject(found);
    },
    metafields: (args: PageArguments & { namespace?: string | null; keys?: string[] | null }) =>
      connectionOf(
        order.metafields
          .filter(
            ({ namespace, key }) =>
              (args.namespace ?? namespace) === namespace && (args.keys?.includes(`${namespace}.${key}`) ?? true),
          )
          .map(metafieldObject),
        args,
        byId,
      ),
    name: order.number,
    netPaymentSet: bag(minus(totals.received, totals.refunded)),
    paymentGatewayNames: order.gateways,
    presentmentCurrencyCode: order.presentmentCurrency,
    processedAt: dateTime(order.processedAtMs),
    refunds: (args: { first?: number | null }) =>
      listed(order.refunds, args).map((refund) => Object.assign(refundObject(order, refund), { order: object })),
    sourceName: order.sourceName,
    statusPageUrl: statusPageOf(shop.options),
    subtotalPriceSet: bag(totals.subtotal),
    tags: order.tags,
    taxesIncluded: true,
    test: order.test,
    totalPriceSet: bag(totals.total),
    totalReceivedSet: bag(totals.received),
    totalRefundedSet: bag(totals.refunded),
    totalShippingPriceSet: bag(order.shipping),
    totalTipReceivedSet: bag(order.tip),
    transactions: (args: { first?: number | null }) =>
      listed(order.transactions, args).map((one) => transactionObject(order, one)),
    unpaid: order.paidAtMs === null,
    updatedAt: dateTime(order.updatedAtMs),
  };
  return object;
}

const customerObject = (
  customer: NonNullable<ShopOrder['customer']>,
  locale: string | null,
  personal: <T>(field: string, value: T) => () => T,
) => ({
  ...node('Customer', customer.id),
  firstName: personal('firstName', customer.firstName),
  lastName: personal('lastName', customer.lastName),
  displayName: personal('displayName', `${customer.firstName} ${customer.lastName}`),
  email: personal('email', customer.email),
  defaultEmailAddress: personal('defaultEmailAddress', { emailAddress: customer.email }),
  locale: locale ?? 'en',
});

const lineObject = (order: ShopOrder, line: ShopLine) => ({
  ...node('LineItem', line.id),
  title: line.title,
  name: line.title,
  quantity: line.quantity,
  currentQuantity: line.currentQuantity,
  isGiftCard: line.giftCard,
  sku: line.sku,
  product: line.productId === null ? null : node('Product', line.productId),
  originalUnitPriceSet: bagOf(order)(line.price),
  priceAfterAllDiscountsBeforeTaxesSet: bagOf(order)(times(line.price, line.currentQuantity)),
});

const transactionObject = (order: ShopOrder, one: ShopTransaction) => ({
  ...node('OrderTransaction', one.id),
  kind: one.kind.toUpperCase(),
  status: one.status.toUpperCase(),
  createdAt: dateTime(one.atMs),
  processedAt: dateTime(one.atMs),
  gateway: one.gateway,
  formattedGateway: one.gateway,
  manualPaymentGateway: one.gateway === 'manual',
  test: order.test,
  amountSet: bagOf(order)(one.amount),
});

/** @see https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Refund */
export function refundObject(order: ShopOrder, refund: ShopRefund) {
  const bag = bagOf(order);
  const succeeded = refund.transactions.filter(({ status }) => status === 'success');
  const shipping = { ...node('RefundShippingLine', refund.id), subtotalAmountSet: bag(refund.shipping) };
  return {
    ...node('Refund', refund.id),
    createdAt: dateTime(refund.atMs),
    updatedAt: dateTime(refund.atMs),
    note: null,
    duties: refund.duties ? [{ amountSet: bag(refund.duties) }] : [],
    totalRefundedSet: bag(sum(...succeeded.map(({ amount }) => amount))),
    transactions: (args: PageArguments) =>
      connectionOf(
        refund.transactions.map((one) => transactionObject(order, one)),
        args,
        byId,
      ),
    refundLineItems: (args: PageArguments) =>
      connectionOf(
        refund.lines.map((line) => ({
          ...node('RefundLineItem', line.id),
          quantity: line.quantity,
          restockType: 'RETURN',
          restocked: true,
          lineItem: order.lines.filter(({ id }) => id === line.lineId).map((one) => lineObject(order, one))[0],
          priceSet: bag(times(line.subtotal, 1 / line.quantity)),
          subtotalSet: bag(line.subtotal),
          totalTaxSet: bag(zero),
        })),
        args,
        byId,
      ),
    refundShippingLines: (args: PageArguments) =>
      connectionOf(Number(refund.shipping.shop) === 0 ? [] : [{ ...shipping, taxAmountSet: bag(zero) }], args, byId),
    orderAdjustments: (args: PageArguments) =>
      connectionOf(
        adjustmentsOf(refund).map((amount) =>
          Object.assign(node('OrderAdjustment', refund.id), {
            reason: 'REFUND_DISCREPANCY',
            amountSet: bag(amount),
            taxAmountSet: bag(zero),
          }),
        ),
        args,
        byId,
      ),
  };
}
