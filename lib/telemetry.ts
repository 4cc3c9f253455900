/** What may stand in a log line: short facts. Never a body, a name, an e-mail, a token. */
export type Fields = Record<string, string | number | boolean | undefined>;

/** Logs and counts. Injected, so that the deciding files need no AWS and tests can read what was said. */
export interface Telemetry {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Adds to a CloudWatch metric of namespace `thankflow`. */
  count(metric: Metric, value?: number): void;
}

/** Every metric there is: alarms in infra/ and the runbook name these. */
export type Metric =
  | 'WebhookAccepted'
  | 'WebhookRefused' // 401
  | 'WebhookVoid' // a platform's test notification that leaves no trace
  | 'WebhookTooLarge'
  | 'WebhookQuarantined'
  | 'WebhookParked'
  | 'WebhookLost' // 503: neither queue nor table took it
  | 'OrderThanked'
  | 'OrderFailed'
  | 'OrderIgnored'
  | 'EventWaiting' // for a person: its shop has no settings, or the customer key can't be read
  | 'ExportRequested' // a customer asked for their data: an operator answers
  | 'ShopRedactRequested' // a platform asked to erase a whole shop: an operator confirms
  | 'ThankuCall' // every request that went to ThankU
  | 'ThankuCallFailed' // no answer, 429, 5xx, or one that makes no sense
  | 'ThankuCallRefused' // any other 3xx or 4xx: what was sent, or its token, is wrong
  | 'ThanxCall'
  | 'ThanxCallFailed'
  | 'ThanxCallRefused'
  | 'ShopHeld'
  | 'CredentialHeld'
  | 'ReceiptSubmitted'
  | 'ReceiptApplied'
  | 'ReceiptDenied'
  | 'ReceiptUnknown' // and cannot be found out without a person
  | 'ReceiptRejected'
  | 'PermitBurned' // its worker woke too late for it
  | 'ReceiptDuplicate' // a second id for one order
  | 'GiftCardsLeftOut' // the stage has no key to seal them with
  | 'GiftCardAdded'
  | 'GiftCardRejected'
  | 'HousekeepingLate'; // a job did not get through its work in its slice
