/**
 * The part of Saleor's schema that thankflow needs, and fields around it that it must not rely on. Types and nullability are Saleor's.
 * @param hasPaymentMethods since 3.22
 * @see https://docs.saleor.io/api-reference
 */
export const saleorSchema = (hasPaymentMethods: boolean): string => `
  scalar DateTime
  scalar JSONString
  scalar UUID

  type Query {
    app(id: ID): App
    order(id: ID, externalReference: String): Order
    orders(sortBy: OrderSortingInput, filter: OrderFilterInput, channel: String, before: String, after: String, first: Int, last: Int): OrderCountableConnection
    shop: Shop!
  }

  type Mutation {
    webhookCreate(input: WebhookCreateInput!): WebhookCreate
    webhookDelete(id: ID!): WebhookDelete
  }

  type Subscription { event: Event }

  interface Event { issuedAt: DateTime version: String recipient: App }
  ${[
    'OrderCreated',
    'OrderConfirmed',
    'OrderPaid',
    'OrderFullyPaid',
    'OrderRefunded',
    'OrderFullyRefunded',
    'OrderCancelled',
    'OrderUpdated',
  ]
    .map((type) => `type ${type} implements Event { issuedAt: DateTime version: String recipient: App order: Order }`)
    .join('\n  ')}

  interface Node { id: ID! }
  type App implements Node { id: ID! name: String isActive: Boolean identifier: String permissions: [Permission!] webhooks: [Webhook!] }
  type Permission { code: PermissionEnum! name: String! }
  enum PermissionEnum { MANAGE_ORDERS MANAGE_APPS MANAGE_PRODUCTS MANAGE_USERS HANDLE_PAYMENTS }
  type Shop { name: String! version: String! domain: Domain! }
  type Domain { host: String! sslEnabled: Boolean! url: String! }

  type Webhook implements Node {
    id: ID! name: String isActive: Boolean! targetUrl: String! secretKey: String subscriptionQuery: String customHeaders: JSONString
    asyncEvents: [WebhookEventAsync!]! app: App!
  }
  type WebhookEventAsync { eventType: WebhookEventTypeAsyncEnum! name: String! }
  enum WebhookEventTypeAsyncEnum {
    ORDER_CREATED ORDER_CONFIRMED ORDER_PAID ORDER_FULLY_PAID ORDER_REFUNDED ORDER_FULLY_REFUNDED ORDER_UPDATED ORDER_CANCELLED
  }
  input WebhookCreateInput {
    name: String targetUrl: String asyncEvents: [WebhookEventTypeAsyncEnum!] app: ID isActive: Boolean secretKey: String query: String
    customHeaders: JSONString
  }
  type WebhookCreate { errors: [WebhookError!]! webhook: Webhook }
  type WebhookDelete { errors: [WebhookError!]! webhook: Webhook }
  type WebhookError { field: String message: String code: WebhookErrorCode! }
  enum WebhookErrorCode { GRAPHQL_ERROR INVALID NOT_FOUND REQUIRED UNIQUE SYNTAX MISSING_SUBSCRIPTION }

  input OrderSortingInput { direction: OrderDirection! field: OrderSortField! }
  enum OrderDirection { ASC DESC }
  enum OrderSortField { NUMBER CREATED_AT LAST_MODIFIED_AT CUSTOMER }
  input OrderFilterInput { updatedAt: DateTimeRangeInput ids: [ID!] numbers: [String!] }
  input DateTimeRangeInput { gte: DateTime lte: DateTime }
  type OrderCountableConnection { pageInfo: PageInfo! edges: [OrderCountableEdge!]! totalCount: Int }
  type OrderCountableEdge { node: Order! cursor: String! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

  type Order implements Node {
    id: ID! number: String! status: OrderStatus! chargeStatus: OrderChargeStatusEnum! authorizeStatus: OrderChargeStatusEnum!
    origin: OrderOriginEnum! created: DateTime! updatedAt: DateTime! languageCodeEnum: LanguageCodeEnum! userEmail: String
    user: User billingAddress: Address shippingAddress: Address channel: Channel! isPaid: Boolean!
    total: TaxedMoney! undiscountedTotal: TaxedMoney! subtotal: TaxedMoney! shippingPrice: TaxedMoney!
    totalCharged: Money! totalAuthorized: Money! totalRefunded: Money! totalGrantedRefund: Money! totalBalance: Money!
    giftCards: [GiftCard!]! transactions: [TransactionItem!]! events: [OrderEvent!]! lines: [OrderLine!]! voucherCode: String
    customerNote: String!
  }
  enum OrderStatus { DRAFT UNCONFIRMED UNFULFILLED PARTIALLY_FULFILLED FULFILLED PARTIALLY_RETURNED RETURNED CANCELED EXPIRED }
  enum OrderChargeStatusEnum { NONE PARTIAL FULL OVERCHARGED }
  enum OrderOriginEnum { CHECKOUT DRAFT REISSUE BULK_CREATE }
  enum LanguageCodeEnum { EN EN_GB DE DE_AT FR NL PT_BR }
  type User implements Node { id: ID! email: String! firstName: String! lastName: String! isActive: Boolean! }
  type Address implements Node { id: ID! firstName: String! lastName: String! companyName: String! city: String! postalCode: String! }
  type Channel implements Node { id: ID! slug: String! name: String! currencyCode: String! }
  type TaxedMoney { currency: String! gross: Money! net: Money! tax: Money! }
  type Money { currency: String! amount: Float! }
  type GiftCard implements Node { id: ID! last4CodeChars: String! code: String! }
  type TransactionItem implements Node {
    id: ID! token: UUID! createdAt: DateTime! modifiedAt: DateTime! name: String! message: String! pspReference: String!
    authorizedAmount: Money! chargedAmount: Money! refundedAmount: Money! canceledAmount: Money! events: [TransactionEvent!]!
    ${hasPaymentMethods ? 'paymentMethodDetails: PaymentMethodDetails' : ''}
  }
  type TransactionEvent implements Node { id: ID! createdAt: DateTime! pspReference: String! message: String! type: TransactionEventTypeEnum amount: Money! }
  enum TransactionEventTypeEnum { CHARGE_REQUEST CHARGE_SUCCESS CHARGE_FAILURE CHARGE_BACK REFUND_REQUEST REFUND_SUCCESS REFUND_FAILURE REFUND_REVERSE INFO }
  ${
    hasPaymentMethods
      ? `interface PaymentMethodDetails { name: String! }
  type CardPaymentMethodDetails implements PaymentMethodDetails { name: String! brand: String lastDigits: String }
  type OtherPaymentMethodDetails implements PaymentMethodDetails { name: String! }
  type GiftCardPaymentMethodDetails implements PaymentMethodDetails { name: String! brand: String lastChars: String isSaleorGiftcard: Boolean! }`
      : ''
  }
  type OrderEvent implements Node { id: ID! date: DateTime type: OrderEventsEnum message: String amount: Float }
  enum OrderEventsEnum { PLACED ORDER_FULLY_PAID ORDER_MARKED_AS_PAID CANCELED NOTE_ADDED TRANSACTION_EVENT PAYMENT_REFUNDED }
  type OrderLine implements Node {
    id: ID! productName: String! variantName: String! translatedProductName: String! translatedVariantName: String! productSku: String
    quantity: Int! isGift: Boolean unitPrice: TaxedMoney! totalPrice: TaxedMoney! variant: ProductVariant
  }
  type ProductVariant implements Node { id: ID! name: String! sku: String product: Product! }
  type Product implements Node { id: ID! name: String! slug: String! productType: ProductType! }
  type ProductType implements Node { id: ID! name: String! kind: ProductTypeKindEnum! }
  enum ProductTypeKindEnum { NORMAL GIFT_CARD }
`;
