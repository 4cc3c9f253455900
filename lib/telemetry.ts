/** Fields of a log line: short facts, never a body, a name, an e-mail address or a token. */
export type Fields = Record<string, string | number | boolean | undefined>;

/** Logs and metrics. Injected, so that tests can read them. */
export interface Telemetry {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Adds to a count, or publishes a gauge's current value. */
  count(metric: Metric, value?: number): void;
}

/** What a metric counts, and its alarm or why it has none. `gauge`: how much there is, counted every minute. */
type Watched =
  | { counts: string; alarm: string; gauge?: true }
  | { counts: string; noAlarm: `because ${string}`; gauge?: never };

/** All metrics. infra/stacks/alarms.ts has the thresholds of their alarms. */
export const metrics = {
  WebhookAccepted: { counts: 'webhooks that were accepted', noAlarm: 'because that is the normal case' },
  WebhookRefused: { counts: '401 for a shop that exists', alarm: 'webhook-refused' },
  WebhookVoid: { counts: 'test notifications', noAlarm: 'because they are not orders' },
  WebhookOtherSite: {
    counts: 'webhooks of another site of the same app',
    noAlarm: 'because an app may be in many sites',
  },
  WebhookTooLarge: { counts: '413, by ingest or by API Gateway', alarm: 'webhook-too-large' },
  WebhookQuarantined: { counts: "webhooks that couldn't be read", alarm: 'webhook-quarantined' },
  QuarantineEntries: { counts: 'webhooks in quarantine', alarm: 'webhook-quarantined', gauge: true },
  WebhookParked: { counts: 'events that SQS refused', noAlarm: 'because RowsOverdue counts those that stay parked' },
  WebhookSecretMissing: {
    counts: 'shops that send webhooks before their secret is stored, once an hour for each process',
    alarm: 'webhook-secret-missing',
  },
  WebhookLost: { counts: '503 by ingest; 429 or 5xx by API Gateway', alarm: 'webhook-lost' },

  OrderFetched: { counts: 'orders that webhooks named and platforms gave', noAlarm: 'because that is the normal case' },
  OrderNotFetched: {
    counts: 'refusals to give an order, for an hour or until a person acts',
    alarm: 'orders-not-fetched',
  },
  OrderGone: {
    counts: "orders that webhooks named and platforms don't have",
    noAlarm: 'because an order that was deleted needs no ThankU',
  },
  HandshakeRefused: {
    counts: "registrations of another shop than the one that is registered, signed with the app's secret",
    alarm: 'handshake-refused',
  },

  OrderReconciled: { counts: 'events that reconciliation queued', noAlarm: 'because nothing is lost' },
  ShopProblems: {
    counts: 'shops whose webhooks or reconciliation have stopped, once for each reason',
    alarm: 'shop-problems',
    gauge: true,
  },

  OrderThanked: { counts: 'orders with a ThankU', noAlarm: 'because that is the normal case' },
  OrderFailed: { counts: 'orders that failed for good', alarm: 'orders-failed' },
  OrdersStuck: { counts: 'orders whose ThankU waits for a person', alarm: 'orders-failed', gauge: true },
  EventWaiting: { counts: 'events that wait for settings, a key or another version', alarm: 'events-waiting' },
  OrderIgnored: { counts: 'orders paid too long ago', noAlarm: 'because the settings say so' },
  ThankuCall: { counts: 'requests to ThankU', alarm: 'thanku-failing' },
  ThankuCallFailed: { counts: 'no answer, 429, 5xx, or an unreadable answer', alarm: 'thanku-failing' },
  ThankuCallRefused: { counts: 'any other 3xx or 4xx', noAlarm: 'because OrderFailed or ShopHeld follows' },
  ShopHeld: { counts: "shops' circuits that opened", alarm: 'shop-held' },
  ShopsHeld: { counts: "shops' circuits that are open", alarm: 'shop-held', gauge: true },

  NotifyTargetsHeld: {
    counts: "shops' own systems that are not told, because their circuit is open",
    alarm: 'target-held',
    gauge: true,
  },

  LimitReached: { counts: "times that a shop's limit reached its warning or 100%", alarm: 'limit-reached' },

  ReceiptSubmitted: { counts: 'receipts that Thanx has', noAlarm: 'because that is the normal case' },
  ReceiptApplied: { counts: 'receipts that gave credit', noAlarm: 'because that is the normal case' },
  ReceiptDenied: { counts: 'receipts that Thanx denied', noAlarm: 'because Thanx decides that, and says why' },
  ReceiptUnknown: { counts: 'receipts of unknown outcome that a person has to check', alarm: 'receipt-unknown' },
  ReceiptRejected: { counts: 'receipts, baskets and refunds that failed for good', alarm: 'receipts-failed' },
  BasketBilled: { counts: 'baskets that Thanx has', noAlarm: 'because that is the normal case' },
  BasketRefunded: { counts: 'refunds that Thanx knows of', noAlarm: 'because that is the normal case' },
  BasketRefundMissed: {
    counts: 'refunds after the time in which they are sent, after an erasure, or of unknown size',
    noAlarm: 'because nobody can do anything about it',
  },
  ReceiptDuplicate: { counts: 'second receipts of one order', alarm: 'receipt-duplicate' },
  ReceiptsStuck: {
    counts: 'receipts, baskets and cards that wait for a person',
    alarm: 'receipts-failed',
    gauge: true,
  },
  PurchaseAccepted: {
    counts: "Thanx's purchase webhooks that were queued",
    noAlarm: 'because that is the normal case',
  },
  PurchaseUnused: {
    counts: "Thanx's webhooks that can't say what became of a receipt",
    noAlarm: 'because most purchases are not of thankflow',
  },
  PurchaseRefused: {
    counts: 'purchase webhooks with a wrong signature, or of a credential that has no webhook secret',
    noAlarm: 'because receipts are polled as before',
  },
  PurchaseLost: {
    counts: 'purchase webhooks that could not be verified or queued',
    noAlarm: 'because receipts are polled as before',
  },
  PurchaseSettled: { counts: 'receipts that a purchase webhook settled', noAlarm: 'because that is the normal case' },
  ThanxCall: { counts: 'requests to Thanx', alarm: 'thanx-failing' },
  ThanxCallFailed: { counts: 'no answer, 429, 5xx, or an unreadable answer', alarm: 'thanx-failing' },
  ThanxCallRefused: { counts: 'any other 3xx or 4xx', noAlarm: 'because ReceiptRejected or CredentialHeld follows' },
  CredentialHeld: {
    counts: "circuits of credentials, and of shops' own secrets at Thanx, that opened",
    alarm: 'credential-held',
  },
  CredentialsHeld: {
    counts: "open circuits of credentials, and of shops' own secrets at Thanx",
    alarm: 'credential-held',
    gauge: true,
  },
  PermitBurned: { counts: 'permits that expired unused', noAlarm: 'because the call takes another permit' },
  GiftCardsLeftOut: { counts: 'gift cards without a key to seal them', alarm: 'gift-cards-left-out' },
  GiftCardAdded: { counts: 'gift cards that were added to accounts', noAlarm: 'because that is the normal case' },
  GiftCardRejected: { counts: 'gift cards that failed for good', alarm: 'receipts-failed' },

  NotificationSent: { counts: 'notifications that a target accepted', noAlarm: 'because that is the normal case' },
  NotificationFailed: { counts: 'notifications that failed for good', noAlarm: 'because a dead letter says so' },

  PrivacyRequested: { counts: 'requests for or about a customer', alarm: 'privacy-requests' },
  PrivacyRequestsOpen: { counts: 'privacy requests that nobody closed', alarm: 'privacy-requests', gauge: true },
  ShopRedactRequested: { counts: 'requests to erase a whole shop', alarm: 'shop-redact-requested' },

  MessageFailed: { counts: 'times that handling a message failed', alarm: 'messages-failing' },
  MessageDead: { counts: 'messages that failed at their last receive', alarm: 'message-dead' },
  RowUnreadable: {
    counts: "times that a worker left a row alone that it can't read",
    noAlarm: 'because RowsOverdue counts the rows',
  },
  Paused: { counts: 'shops and credentials that operators paused', alarm: 'paused', gauge: true },
  RowsOverdue: { counts: 'rows that were not woken in time', alarm: 'rows-overdue', gauge: true },
  HousekeepingLate: { counts: 'housekeeping jobs that ran out of time', alarm: 'housekeeping-late' },
} as const satisfies Record<string, Watched>;

export type Metric = keyof typeof metrics;

/** The metrics that are gauges. */
export type Gauge = { [M in Metric]: (typeof metrics)[M] extends { gauge: true } ? M : never }[Metric];

/** The counts that have an alarm. */
export type AlarmedCount = Exclude<
  { [M in Metric]: (typeof metrics)[M] extends { alarm: string } ? M : never }[Metric],
  Gauge
>;
