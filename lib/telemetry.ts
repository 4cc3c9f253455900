/** What may stand in a log line: short facts. Never a body, a name, an e-mail, a token. */
export type Fields = Record<string, string | number | boolean | undefined>;

/** Logs and counts. Injected, so that the deciding files need no AWS and tests can read what was said. */
export interface Telemetry {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Adds to a CloudWatch metric of namespace `thankflow`; of a gauge, says how many there are now. */
  count(metric: Metric, value?: number): void;
}

/**
 * What a metric means, and whether a person is told: by the alarm that has this heading in docs/runbook.md, or by none
 * and why. `gauge`: not how often something happened, but how much there is of it, published every minute.
 */
type Watched =
  | { counts: string; alarm: string; gauge?: true }
  | { counts: string; noAlarm: `because ${string}`; gauge?: never };

/** Every metric there is. infra/stacks/alarms.ts has the figures of each alarm. */
export const metrics = {
  WebhookAccepted: { counts: 'webhooks that were taken', noAlarm: 'because that is the normal case' },
  WebhookRefused: { counts: '401 for a shop that exists', alarm: 'webhook-refused' },
  WebhookVoid: { counts: 'test notifications', noAlarm: 'because they are no orders' },
  WebhookTooLarge: { counts: '413, by ingest or by API Gateway', alarm: 'webhook-too-large' },
  WebhookQuarantined: { counts: 'webhooks that could not be read', alarm: 'webhook-quarantined' },
  QuarantineEntries: { counts: 'webhooks in quarantine', alarm: 'webhook-quarantined', gauge: true },
  WebhookParked: { counts: 'events that SQS refused', noAlarm: 'because RowsOverdue counts those that stay parked' },
  WebhookSecretMissing: {
    counts: 'shops that send before their secret was put, once an hour for each process',
    alarm: 'webhook-secret-missing',
  },
  WebhookLost: { counts: '503 by ingest; 429 or 5xx by API Gateway', alarm: 'webhook-lost' },

  OrderThanked: { counts: 'orders with a ThankU', noAlarm: 'because that is the normal case' },
  OrderFailed: { counts: 'orders that failed for good', alarm: 'orders-failed' },
  OrdersStuck: { counts: 'orders whose ThankU waits for a person', alarm: 'orders-failed', gauge: true },
  EventWaiting: { counts: 'events that wait for settings, a key or another version', alarm: 'events-waiting' },
  OrderIgnored: { counts: 'orders paid too long ago', noAlarm: 'because the settings say so' },
  ThankuCall: { counts: 'requests to ThankU', alarm: 'thanku-failing' },
  ThankuCallFailed: { counts: 'no answer, 429, 5xx, or nonsense', alarm: 'thanku-failing' },
  ThankuCallRefused: { counts: 'any other 3xx or 4xx', noAlarm: 'because OrderFailed or ShopHeld follows' },
  ShopHeld: { counts: 'automatic holds of shops that began', alarm: 'shop-held' },
  ShopsHeld: { counts: 'shops on an automatic hold', alarm: 'shop-held', gauge: true },

  ReceiptSubmitted: { counts: 'receipts that Thanx has', noAlarm: 'because that is the normal case' },
  ReceiptApplied: { counts: 'receipts that gave credit', noAlarm: 'because that is the normal case' },
  ReceiptDenied: { counts: 'receipts that Thanx denied', noAlarm: 'because Thanx decides that, and says why' },
  ReceiptUnknown: { counts: 'unknown receipts left to a person', alarm: 'receipt-unknown' },
  ReceiptRejected: { counts: 'receipts that failed for good', alarm: 'receipts-failed' },
  ReceiptDuplicate: { counts: 'second ids of one order', alarm: 'receipt-duplicate' },
  ReceiptsStuck: { counts: 'receipts and cards that wait for a person', alarm: 'receipts-failed', gauge: true },
  ThanxCall: { counts: 'requests to Thanx', alarm: 'thanx-failing' },
  ThanxCallFailed: { counts: 'no answer, 429, 5xx, or nonsense', alarm: 'thanx-failing' },
  ThanxCallRefused: { counts: 'any other 3xx or 4xx', noAlarm: 'because ReceiptRejected or CredentialHeld follows' },
  CredentialHeld: { counts: 'automatic holds at Thanx that began', alarm: 'credential-held' },
  CredentialsHeld: { counts: 'credentials and user tokens on hold', alarm: 'credential-held', gauge: true },
  PermitBurned: { counts: 'permits used too late', noAlarm: 'because the next permit carries the call' },
  GiftCardsLeftOut: { counts: 'gift cards without a key to seal them', alarm: 'gift-cards-left-out' },
  GiftCardAdded: { counts: 'gift cards on an account', noAlarm: 'because that is the normal case' },
  GiftCardRejected: { counts: 'gift cards that failed for good', alarm: 'receipts-failed' },

  PrivacyRequested: { counts: 'requests for or about a customer', alarm: 'privacy-requests' },
  PrivacyRequestsOpen: { counts: 'privacy requests that nobody closed', alarm: 'privacy-requests', gauge: true },
  ShopRedactRequested: { counts: 'requests to erase a whole shop', alarm: 'shop-redact-requested' },

  MessageFailed: { counts: 'times a message was not dealt with', alarm: 'messages-failing' },
  MessageDead: { counts: 'messages that failed at their last receive', alarm: 'message-dead' },
  RowUnreadable: {
    counts: 'times a worker left a row alone that it cannot read',
    noAlarm: 'because RowsOverdue counts the rows',
  },
  Paused: { counts: 'shops and credentials that operators hold', alarm: 'paused', gauge: true },
  RowsOverdue: { counts: 'rows that nobody woke in time', alarm: 'rows-overdue', gauge: true },
  HousekeepingLate: { counts: 'jobs that did not end in their slice', alarm: 'housekeeping-late' },
} as const satisfies Record<string, Watched>;

export type Metric = keyof typeof metrics;

/** The metrics that say how much there is of something. */
export type Gauge = { [M in Metric]: (typeof metrics)[M] extends { gauge: true } ? M : never }[Metric];

/** The metrics that count what happened, each of which a person is told of. */
export type AlarmedCount = Exclude<
  { [M in Metric]: (typeof metrics)[M] extends { alarm: string } ? M : never }[Metric],
  Gauge
>;
