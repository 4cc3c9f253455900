import type * as z from 'zod';
import type { Lookup } from '../lookup/lookup.ts';
import type { GiftCard } from '../sealing/card.ts';
import type { CancelledEvent, EraseEvent, ExportEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../order/event.ts';
import type { ShopSettings } from '../shops/settings.ts';

/** A webhook as it arrived. Header names are in lower case; the body is its raw bytes. */
export interface RawWebhook {
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** The URL that the platform's webhook was given, to the letter: some platforms sign it. Empty if nobody knows it. */
  url: string;
}

/** `cards` are the order's gift cards in plain text. The reader must seal them before passing the event on. */
export type PaidReading = z.infer<typeof PaidEvent> & { cards?: readonly GiftCard[] };

/** What a webhook says. All readings but `ping`, `ignored`, `void` and `other-site` are queued. */
export type Reading =
  | { type: 'ping' }
  /** Not for us, such as an unpaid order. `reason` is a short constant for the log. */
  | { type: 'ignored'; reason: string }
  /** A platform's test notification; nothing is stored. `reason` is a short constant for the log. */
  | { type: 'void'; reason: string }
  /** Correctly signed, but about another site than the shop's `platformShopId`. `reason` is a short constant for the log. */
  | { type: 'other-site'; reason: string }
  /** A thin webhook: it names an order and says nothing about it. */
  | Lookup
  | PaidReading
  | z.infer<typeof CancelledEvent>
  | z.infer<typeof UnpaidEvent>
  | z.infer<typeof RefundedEvent>
  | z.infer<typeof EraseEvent>
  | z.infer<typeof ExportEvent>;

/** The settings that decide how a shop's webhooks are read. */
export type ReadSettings = Pick<ShopSettings, 'platformShopId' | 'paidStatuses' | 'ignoredStatuses' | 'stripeSales'>;

export interface ReadContext {
  shop: string;
  /** When the webhook arrived, epoch ms. Used if the webhook has no time. */
  receivedAtMs: number;
  /** For an order that was fetched: when it was paid, as its notification says. */
  paidAt?: string;
  /** `undefined` if none of them is set. */
  settings?: ReadSettings;
}

/**
 * The code for one platform: pure functions without I/O.
 * @see docs/adding-a-platform.md
 */
export interface PlatformAdapter {
  /**
   * Whether one of the live secrets signed the raw bytes. Compares in constant time and, if the platform signs a time, checks its replay
   * window. False for a missing or invalid header. May be a promise, for platforms that sign with JWTs or public keys, but makes no requests.
   */
  verify(webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean | Promise<boolean>;
  /**
   * The https URLs of the public keys that may have signed it, where the platform signs with a key of its own and publishes the public one. Its
   * shops have no webhook secrets: `verify` gets the documents at these URLs instead. Only at the vendor's host, or the one that the settings
   * name. Empty: no key of the platform can have signed it.
   */
  publicKeys?(webhook: RawWebhook, settings: ReadSettings): readonly string[];
  /** The settings alone say where the keys are. If there are none, the settings are wrong, and the webhook may be real: the answer is 503. */
  keysAreWhereSettingsSay?: true;
  /**
   * Why a text can't be a secret of this platform; `undefined`: it can. With a secret that can't be one, nothing is proven, so a webhook is
   * answered 503 and not 401. Quotes nothing of the secret.
   */
  whyUnusable?(secret: string): string | undefined;
  /** Whether it has the platform's signature header, valid or not. Without it, the webhook isn't from the platform. */
  isSigned(webhook: RawWebhook): boolean;
  /**
   * Explains to the sender's developer why `verify` failed, without saying anything about our secrets. Platforms with this method get the
   * outcome and the reason in each response's body. Other responses have empty bodies, because nobody reads them.
   */
  explainRefusal?(webhook: RawWebhook, nowMs: number): string;
  /** Whether it is an unsigned request that the platform sends when a webhook is created (WooCommerce). It's answered 200 and ignored. */
  isUnsignedPing?(webhook: RawWebhook): boolean;
  /**
   * Reads a verified webhook.
   * @throws UnreadableWebhook if it isn't what the platform documents. It's then quarantined, not refused.
   */
  read(webhook: RawWebhook, context: ReadContext): Reading;
  /** The headers that `read` uses, in lower case. A quarantined webhook keeps them, so no signature may be among them. */
  readHeaders: readonly string[];
  /** The topic in a header, if `read` knows it. With the body it identifies a delivery, against replays. */
  topic?(webhook: RawWebhook): string | undefined;
  /**
   * What quarantine keeps of a body that contains its own signature, in a form that `read` accepts too. The same each time that the platform
   * sends the same event.
   */
  withoutSignature?(body: Buffer): Buffer;
  /** Removes everything that may be a gift card's number from any body. The same buffer if there was nothing. */
  withoutGiftCards(body: Buffer): Buffer;
  /** The platform doesn't send a webhook again. If it can't be accepted, it is lost unless it's quarantined. */
  sendsOnce?: true;
  /**
   * One key signs for all sites of an app. A webhook of another site is then answered 200, because a 401 may end the webhooks of all sites. With
   * keys per shop it's a forgery, and is answered 401.
   */
  sharesKeys?: true;
  /** Webhooks may only name orders. To fetch these, the shop needs a credential for the platform's API. */
  isThin?: true;
  /** Orders may contain gift cards for us (`PaidReading.cards`), which are lost if `withoutGiftCards` removes them. */
  carriesGiftCards?: true;
}

/** A verified webhook that can't be read. `reason` names the field and what was expected, and quotes no values. */
export class UnreadableWebhook extends Error {
  override readonly name = 'UnreadableWebhook';
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
