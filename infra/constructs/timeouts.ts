import { Duration } from 'aws-cdk-lib';

/** How long each function may run. At most 60 s, so that the order of a frozen or killed worker is soon free again. */
export const timeouts = {
  /** Ingest itself gives up after 1 s, not counting a cold start. Platforms wait less than 5 s (Wix 1.25 s). */
  ingest: Duration.seconds(5),
  /** A shop's waiting orders are fetched one by one, for most of this time. Another invocation continues a minute later. */
  fetchOrder: Duration.seconds(60),
  /** A shop's systems may be slow, and several are told in one run. */
  notifyShop: Duration.seconds(60),
  thankCustomer: Duration.seconds(30),
  submitToThanx: Duration.seconds(60),
  /** Ends before the next run is due. */
  housekeeping: Duration.seconds(50),
  /** Platforms may take many seconds for a page. Ends before the next run is due. */
  reconcile: Duration.minutes(4),
  /** Shopware waits 5 s for it. */
  handshake: Duration.seconds(5),
  /** Thanx waits 15 s for it. */
  receivePurchase: Duration.seconds(8),
  orderStatus: Duration.seconds(5),
  thanksPage: Duration.seconds(5),
  /** Waits until a run of housekeeping or reconcile is over. */
  releaseCheck: Duration.minutes(10),
};
