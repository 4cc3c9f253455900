import type * as z from 'zod';
import type { GiftCard } from '../sealing/card.ts';
import type { CancelledEvent, EraseEvent, ExportEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../order/event.ts';
import type { ShopSettings } from '../shops/settings.ts';

/** A webhook as it came: headers in lower case, the body's raw bytes. */
export interface RawWebhook {
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** Where it was posted to, as the platform was told it, query included: some platforms sign it. */
  url: string;
}

/** `cards`: the gift cards it carries, in clear. They go no further than whoever reads it, who seals them. */
export type PaidReading = z.infer<typeof PaidEvent> & { cards?: readonly GiftCard[] };

/** What a webhook turned out to say. All but `ping`, `ignored` and `void` are queued. */
export type Reading =
  | { type: 'ping' }
  /** Nothing for us, e.g. an unpaid order. `reason` is a short constant, for the log. */
  | { type: 'ignored'; reason: string }
  /** A platform's test notification that must leave no trace. `reason` as above. */
  | { type: 'void'; reason: string }
  | PaidReading
  | z.infer<typeof CancelledEvent>
  | z.infer<typeof UnpaidEvent>
  | z.infer<typeof RefundedEvent>
  | z.infer<typeof EraseEvent>
  | z.infer<typeof ExportEvent>;

/** The settings that decide how a shop's webhooks are read. */
export type ReadSettings = Pick<ShopSettings, 'platformShopId' | 'paidStatuses' | 'ignoredStatuses'>;

export interface ReadContext {
  shop: string;
  /** When the webhook arrived, ms since the epoch: used where the platform says no time. */
  receivedAtMs: number;
  /** Absent: none of them is set. */
  settings?: ReadSettings;
}

/**
 * What one platform needs to be connected: pure functions, no I/O.
 * @see docs/platforms.md for how to add one
 */
export interface PlatformAdapter {
  /**
   * Whether the webhook carries a valid signature by one of the live secrets: over the raw bytes, in constant time,
   * inside the platform's replay window where it signs a time. A missing or odd header is just `false`.
   * May be a promise, for platforms that sign with JWTs or public keys; it still asks nobody.
   */
  verify(webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean | Promise<boolean>;
  /** Whether it carries the header of the platform's signature, right or wrong. What does not is nothing of the platform's. */
  isSigned(webhook: RawWebhook): boolean;
  /**
   * Why `verify` said no, for the person who wrote the sender: about their own request and never about our secrets. A platform
   * that has this gets the outcome and the reason in every answer's body; the bodies of others' answers are empty, for
   * nobody reads them.
   */
  explainRefusal?(webhook: RawWebhook, nowMs: number): string;
  /** Requests that platforms send unsigned when a webhook is set up (WooCommerce's form ping): answered 200, nothing else. */
  isUnsignedPing?(webhook: RawWebhook): boolean;
  /**
   * Reads a verified webhook. Throws `UnreadableWebhook` when it is not what the platform documents: it is then
   * quarantined, never refused.
   */
  read(webhook: RawWebhook, context: ReadContext): Reading;
  /** The headers that `read` looks at, in lower case: what a quarantined webhook keeps. Never one with a signature. */
  readHeaders: readonly string[];
  /**
   * What the webhook is, where a header says it and `read` knows it: with its body it tells one delivery from another, so
   * that a replay makes no second entry in quarantine. Absent where the body says it.
   */
  topic?(webhook: RawWebhook): string | undefined;
  /**
   * What of a body, readable or not, cannot hold a gift card's number or code, and may be kept and shown in clear: the body
   * itself where it holds none.
   */
  withoutGiftCards(body: Buffer): Buffer;
  /** It does not send again what was not answered 200: what can't be taken now is lost, unless it is kept. */
  sendsOnce?: true;
  /** Its orders may carry gift cards for us (`PaidReading.cards`): what `withoutGiftCards` takes away is then lost. */
  carriesGiftCards?: true;
}

/** A verified webhook we cannot make sense of. `reason` names the place and what was expected, and quotes no value. */
export class UnreadableWebhook extends Error {
  override readonly name = 'UnreadableWebhook';
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
