const page = 'first: Int, after: String, last: Int, before: String, reverse: Boolean = false';

/** The types that a connection to nodes of a type needs. */
const connection = (type: string): string => `
  type ${type}Connection { edges: [${type}Edge!]! nodes: [${type}!]! pageInfo: PageInfo! }
  type ${type}Edge { cursor: String! node: ${type}! }`;

/**
 * The part of Shopify's Admin API that is needed to read orders, to write their metafields and to subscribe to webhooks. Names, types, arguments and deprecations are those of
 * the documentation, so a query that is valid here is valid there.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10
 */
export const shopifySchema = `
  scalar DateTime
  scalar Decimal
  scalar UnsignedInt64
  scalar URL
  scalar JSON
  enum CurrencyCode { AUD CAD CHF CZK DKK EUR GBP JPY NOK NZD PLN SEK USD }

  interface Node { id: ID! }
  interface LegacyInteroperability { legacyResourceId: UnsignedInt64! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
  type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }

  type QueryRoot {
    currentAppInstallation: AppInstallation!
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    order(id: ID!): Order
    orders(${page}, sortKey: OrderSortKeys = PROCESSED_AT, query: String, savedSearchId: ID): OrderConnection!
    shop: Shop!
    webhookSubscription(id: ID!): WebhookSubscription
    webhookSubscriptions(${page}, sortKey: WebhookSubscriptionSortKeys = CREATED_AT, query: String,
      format: WebhookSubscriptionFormat, uri: String, topics: [WebhookSubscriptionTopic!],
      callbackUrl: URL @deprecated(reason: "Use \`uri\` instead.")): WebhookSubscriptionConnection!
  }

  type Mutation {
    metafieldsSet(metafields: [MetafieldsSetInput!]!): MetafieldsSetPayload
    metafieldsDelete(metafields: [MetafieldIdentifierInput!]!): MetafieldsDeletePayload
    webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
    webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
  }

  type AppInstallation implements Node { id: ID! accessScopes: [AccessScope!]! }
  type AccessScope { handle: String! description: String! }
  type Shop implements Node {
    id: ID! name: String! myshopifyDomain: String! currencyCode: CurrencyCode! ianaTimezone: String! timezoneOffset: String!
  }

  enum OrderSortKeys {
    CREATED_AT CURRENT_TOTAL_PRICE CUSTOMER_NAME DESTINATION FINANCIAL_STATUS FULFILLMENT_STATUS ID ORDER_NUMBER PO_NUMBER
    PROCESSED_AT RELEVANCE TOTAL_ITEMS_QUANTITY TOTAL_PRICE UPDATED_AT
  }
  enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
  enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }

  type Order implements Node & LegacyInteroperability {
    billingAddress: MailingAddress
    cancelReason: OrderCancelReason
    cancelledAt: DateTime
    closed: Boolean!
    closedAt: DateTime
    confirmed: Boolean!
    createdAt: DateTime!
    currencyCode: CurrencyCode!
    currentSubtotalPriceSet: MoneyBag!
    currentTotalPriceSet: MoneyBag!
    currentTotalTaxSet: MoneyBag!
    customer: Customer
    customerLocale: String
    displayFinancialStatus: OrderDisplayFinancialStatus
    email: String
    id: ID!
    legacyResourceId: UnsignedInt64!
    lineItems(${page}): LineItemConnection!
    metafield(namespace: String, key: String!): Metafield
    metafields(${page}, namespace: String, keys: [String!]): MetafieldConnection!
    name: String!
    netPaymentSet: MoneyBag!
    paymentGatewayNames: [String!]!
    presentmentCurrencyCode: CurrencyCode!
    processedAt: DateTime!
    refunds(first: Int): [Refund!]!
    sourceName: String
    statusPageUrl: URL!
    subtotalPriceSet: MoneyBag
    tags: [String!]!
    taxesIncluded: Boolean!
    test: Boolean!
    totalPriceSet: MoneyBag!
    totalReceivedSet: MoneyBag!
    totalRefundedSet: MoneyBag!
    totalShippingPriceSet: MoneyBag!
    totalTipReceivedSet: MoneyBag!
    transactions(first: Int, capturable: Boolean, manuallyResolvable: Boolean): [OrderTransaction!]!
    unpaid: Boolean!
    updatedAt: DateTime!
  }
  type MailingAddress implements Node { id: ID! firstName: String lastName: String }
  type Customer implements Node & LegacyInteroperability {
    id: ID! legacyResourceId: UnsignedInt64! firstName: String lastName: String displayName: String! locale: String!
    email: String @deprecated(reason: "Use \`defaultEmailAddress.emailAddress\` instead.")
    defaultEmailAddress: CustomerEmailAddress
  }
  type CustomerEmailAddress { emailAddress: String! }

  type LineItem implements Node {
    id: ID! title: String! name: String! quantity: Int! currentQuantity: Int! isGiftCard: Boolean! sku: String product: Product
    originalUnitPriceSet: MoneyBag! priceAfterAllDiscountsBeforeTaxesSet: MoneyBag! variantTitle: String vendor: String
  }
  type Product implements Node & LegacyInteroperability { id: ID! legacyResourceId: UnsignedInt64! }

  enum OrderTransactionKind { AUTHORIZATION CAPTURE CHANGE EMV_AUTHORIZATION REFUND SALE SUGGESTED_REFUND VOID }
  enum OrderTransactionStatus { AWAITING_RESPONSE ERROR FAILURE PENDING SUCCESS UNKNOWN }
  type OrderTransaction implements Node {
    id: ID! kind: OrderTransactionKind! status: OrderTransactionStatus! createdAt: DateTime! processedAt: DateTime
    gateway: String formattedGateway: String manualPaymentGateway: Boolean! test: Boolean! amountSet: MoneyBag!
  }

  type Refund implements Node & LegacyInteroperability {
    createdAt: DateTime
    duties: [RefundDuty!]
    id: ID!
    legacyResourceId: UnsignedInt64!
    note: String
    order: Order!
    orderAdjustments(${page}): OrderAdjustmentConnection!
    refundLineItems(${page}): RefundLineItemConnection!
    refundShippingLines(${page}): RefundShippingLineConnection!
    totalRefundedSet: MoneyBag!
    transactions(${page}): OrderTransactionConnection!
    updatedAt: DateTime!
  }
  enum RefundLineItemRestockType { CANCEL LEGACY_RESTOCK NO_RESTOCK RETURN }
  type RefundLineItem {
    id: ID lineItem: LineItem! quantity: Int! restockType: RefundLineItemRestockType! restocked: Boolean!
    priceSet: MoneyBag! subtotalSet: MoneyBag! totalTaxSet: MoneyBag!
  }
  type RefundShippingLine implements Node { id: ID! subtotalAmountSet: MoneyBag! taxAmountSet: MoneyBag! }
  enum OrderAdjustmentDiscrepancyReason { CUSTOMER DAMAGE FULL_RETURN_BALANCING_ADJUSTMENT PENDING_REFUND_DISCREPANCY REFUND_DISCREPANCY RESTOCK }
  type OrderAdjustment implements Node { id: ID! reason: OrderAdjustmentDiscrepancyReason amountSet: MoneyBag! taxAmountSet: MoneyBag! }
  type RefundDuty { amountSet: MoneyBag! }

  enum MetafieldOwnerType { CUSTOMER ORDER PRODUCT SHOP }
  type Metafield implements Node & LegacyInteroperability {
    id: ID! legacyResourceId: UnsignedInt64! namespace: String! key: String! type: String! value: String! jsonValue: JSON!
    compareDigest: String! ownerType: MetafieldOwnerType! description: String createdAt: DateTime! updatedAt: DateTime!
  }
  input MetafieldsSetInput { ownerId: ID! namespace: String key: String! type: String value: String! compareDigest: String }
  input MetafieldIdentifierInput { ownerId: ID! namespace: String! key: String! }
  type MetafieldIdentifier { ownerId: ID! namespace: String! key: String! }
  enum MetafieldsSetUserErrorCode {
    APP_NOT_AUTHORIZED BLANK CAPABILITY_VIOLATION INCLUSION INTERNAL_ERROR INVALID_COMPARE_DIGEST INVALID_TYPE INVALID_VALUE
    LESS_THAN_OR_EQUAL_TO PRESENT STALE_OBJECT TAKEN TOO_LONG TOO_SHORT
  }
  type MetafieldsSetUserError { code: MetafieldsSetUserErrorCode elementIndex: Int field: [String!] message: String! }
  type MetafieldsSetPayload { metafields: [Metafield!] userErrors: [MetafieldsSetUserError!]! }
  type MetafieldsDeletePayload { deletedMetafields: [MetafieldIdentifier] userErrors: [UserError!]! }

  enum WebhookSubscriptionTopic {
    APP_UNINSTALLED ORDERS_CANCELLED ORDERS_CREATE ORDERS_DELETE ORDERS_EDITED ORDERS_FULFILLED ORDERS_PAID ORDERS_UPDATED REFUNDS_CREATE
  }
  enum WebhookSubscriptionFormat { JSON XML }
  enum WebhookSubscriptionSortKeys { CREATED_AT ID }
  type ApiVersion { displayName: String! handle: String! supported: Boolean! }
  type WebhookSubscription implements Node & LegacyInteroperability {
    id: ID! legacyResourceId: UnsignedInt64! topic: WebhookSubscriptionTopic! uri: String! format: WebhookSubscriptionFormat!
    apiVersion: ApiVersion! createdAt: DateTime! updatedAt: DateTime! filter: String includeFields: [String!]! metafieldNamespaces: [String!]!
    name: String callbackUrl: URL! @deprecated(reason: "Use \`uri\` instead.")
  }
  input WebhookSubscriptionInput {
    uri: String format: WebhookSubscriptionFormat includeFields: [String!] filter: String metafieldNamespaces: [String!] name: String
    callbackUrl: URL @deprecated(reason: "Use \`uri\` instead.")
  }
  type UserError { field: [String!] message: String! }
  type WebhookSubscriptionCreatePayload { userErrors: [UserError!]! webhookSubscription: WebhookSubscription }
  type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }

  schema { query: QueryRoot mutation: Mutation }
  ${['Order', 'LineItem', 'Metafield', 'OrderTransaction', 'RefundLineItem', 'RefundShippingLine', 'OrderAdjustment', 'WebhookSubscription'].map(connection).join('')}
`;
