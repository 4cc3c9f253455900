import type * as z from 'zod';
import { last4Of, type GiftCard } from '../../lib/gift-cards/card.ts';
import { withoutGiftCards } from '../../lib/gift-cards/redact.ts';
import type { PaidEvent } from '../../lib/order/event.ts';
import type { SealedGiftCard } from '../../lib/order/gift-cards.ts';
import type { QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import type { RunWithin } from './time-budget.ts';

type Paid = z.infer<typeof PaidEvent>;

/** Kept for what comes after the key: queue and, if that fails, table; or the bucket, twice. */
const reserveMs = 400;

/** Loaded when first needed: hardly any webhook carries a gift card, and every cold start would pay for it. */
const loadSeal = () => import('../../lib/gift-cards/seal.ts');

/**
 * The event that may leave ingest: its gift cards sealed, or named by their last four digits where nobody could use them.
 * Rejects when nobody can tell whether there is a key: the platform is to send the order again rather than lose its cards.
 */
export async function sealGiftCards(
  { cards = [], ...event }: Paid & { cards?: readonly GiftCard[] },
  { shop, addsGiftCards }: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Paid> {
  if (cards.length === 0) return event;
  const withCards = (giftCards: SealedGiftCard[]): Paid => ({ ...event, order: { ...event.order, giftCards } });
  if (!addsGiftCards) return withCards(cards.map((card) => ({ last4: last4Of(card), leftOut: 'not-configured' })));
  const key = await runWithin(reserveMs, () => ports.cardKey.get());
  if (key === undefined) {
    ports.telemetry.error('gift cards left out: the stage has no key for them, see `secrets put gift-card-key`', {
      shop,
    });
    ports.telemetry.count('GiftCardsLeftOut', cards.length);
    return withCards(cards.map((card) => ({ last4: last4Of(card), leftOut: 'no-key' })));
  }
  const { sealCard } = await loadSeal();
  return withCards(await Promise.all(cards.map((card) => sealCard(card, key))));
}

/** The body of an unreadable webhook that may carry gift cards, as it may be kept; `undefined`: as it came. */
export async function quarantineBody(
  { adapter, webhook }: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<QuarantineBody | undefined> {
  if (adapter.carriesGiftCards !== true) return undefined;
  const key = await runWithin(reserveMs, () => ports.cardKey.get());
  if (key === undefined) return { bodyIs: 'redacted', body: withoutGiftCards(webhook.body).toString('base64') };
  const { sealBytes } = await loadSeal();
  return { bodyIs: 'sealed', body: await sealBytes(webhook.body, key) };
}
