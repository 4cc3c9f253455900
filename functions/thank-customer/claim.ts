import type * as z from 'zod';
import type { PaidEvent } from '../../lib/order/event.ts';
import { planGiftCards } from '../../lib/order/gift-card-plan.ts';
import type { GiftCardsState } from '../../lib/order/gift-card-state.ts';
import { firstGiftCards } from '../../lib/order/gift-card-transitions.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { planReceipt } from '../../lib/order/receipt-plan.ts';
import { mergeRefunds, refundsCover } from '../../lib/order/reversal.ts';
import { thankuRequestFor, unwanted } from '../../lib/order/thanks.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import { encodeRequest } from '../../lib/partners/thanku/postpaid.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Payload } from '../../lib/store/orders.ts';
import type { Ports } from './ports.ts';
import { recordRefunds } from './reverse.ts';

type Paid = z.infer<typeof PaidEvent>;

const hourMs = 3600 * 1000;

/**
 * Makes a paid order ours: everything that will ever be sent for it is decided and frozen here, once. The payload item is
 * written first and the state row second, so that whoever sees the row finds its payload. Returns the pid; `undefined`
 * for an order that is history, of which no row is kept.
 */
export async function claim(ports: Ports, event: Paid, settings: ShopSettings): Promise<string | undefined> {
  const { store, telemetry } = ports;
  const { shop, order } = event;
  const pid = pidOf(pidPrefixOf(settings), order.orderId);
  const key = keys.thanku(shop, pid);
  const existing = await store.thanku.get(key);
  if (existing !== undefined && existing.state !== 'early') {
    await recordRefunds(ports, existing, { refunds: order.refunds, full: false, at: event.at });
    return pid;
  }
  const nowMs = ports.now();
  if (tooOld(order.paidAt, settings, nowMs) !== undefined) {
    telemetry.info('order ignored: paid too long ago', { shop, pid });
    telemetry.count('OrderIgnored');
    return undefined;
  }

  const { row, payload, giftCards } = await firstState(ports, event, settings, pid, existing);
  if (order.number !== undefined) await store.putNumber(shop, order.number, pid);
  await ports.control(shop).change((state) => (state.ordersExist ? undefined : { ...state, ordersExist: true }));
  if (payload !== undefined) await keepPayload(ports, shop, pid, payload);
  if (giftCards !== undefined) await store.giftCards.insert(keys.giftCards(shop, pid), giftCards);
  const claimed =
    existing === undefined
      ? await store.thanku.insert(key, row)
      : await store.thanku.change(key, (early) => (early.state === 'early' ? row : undefined));
  // A cancellation came in between: it is met like one that came before.
  if (!claimed.changed && claimed.row?.state === 'early') return await claim(ports, event, settings);
  // Nobody needs the payload: the order is skipped, or another worker claimed and even settled it.
  if (claimed.row?.settledAt !== undefined) await store.payload.delete(keys.payload(shop, pid));
  return pid;
}

/**
 * The first payload stays: an attempt may have sent it already. What a claim under other settings left out of it, nobody can
 * have sent, and is added.
 */
async function keepPayload({ store }: Ports, shop: string, pid: string, payload: Payload): Promise<void> {
  const key = keys.payload(shop, pid);
  const { changed } = await store.payload.insert(key, payload);
  if (changed) return;
  await store.payload.change(key, (first) =>
    (first.thanku === undefined && payload.thanku) ||
    (first.receipt === undefined && payload.receipt) ||
    (first.giftCards === undefined && payload.giftCards)
      ? {
          ...payload,
          ...first,
          thanku: first.thanku ?? payload.thanku,
          receipt: first.receipt ?? payload.receipt,
          giftCards: first.giftCards ?? payload.giftCards,
        }
      : undefined,
  );
}

async function firstState(
  ports: Ports,
  { order, shop }: Paid,
  settings: ShopSettings,
  pid: string,
  early: ThankuState | undefined,
): Promise<{ row: ThankuState; payload?: Payload; giftCards?: GiftCardsState }> {
  const nowMs = ports.now();
  const at = new Date(nowMs).toISOString();
  // What the amount at claim has taken off already counts no more; what was told before and is not in it counts.
  const refunds = { ...early?.refunds, ...Object.fromEntries(order.refunds.map(({ id }) => [id, '0'])) };
  const reversed =
    early?.reversed ?? (refundsCover(refunds, order.amount) ? { kind: 'refunded' as const, at } : undefined);
  const base: ThankuState = {
    shop,
    pid,
    orderId: order.orderId,
    number: order.number,
    amount: order.amount,
    currency: order.currency,
    paidAt: order.paidAt,
    state: 'skipped',
    attempts: 0,
    notBefore: nowMs,
    receipt: 'none',
    reversed,
    refunds: Object.keys(refunds).length > 0 ? mergeRefunds(refunds, []) : undefined,
    createdAt: at,
    updatedAt: at,
  };
  const nothing = (reason: string): { row: ThankuState } => ({
    row: { ...base, reason, receiptReason: reason, announced: true, settledAt: at },
  });
  if (reversed !== undefined) return nothing(reversed.kind);
  if (await isErased(ports.store, shop, order.customer)) return nothing('erased');

  const simulate = ports.simulateAll || settings.thanku.simulate || order.test;
  const receipt = planReceipt(order, settings, pid, simulate);
  const receiptPart =
    'plan' in receipt ? { receipt: 'wanted' as const } : { receipt: 'none' as const, receiptReason: receipt.reason };
  const cards = planGiftCards(order, settings, simulate);
  const plan = {
    ...('plan' in receipt && { receipt: receipt.plan }),
    ...('plan' in cards && order.giftCards && { giftCards: cards.plan }),
  };
  // A clock that is ahead, or local time sent as UTC, must not hold the order.
  const paidAtMs = Math.min(nowMs, Date.parse(order.paidAt));
  const notBefore = Math.max(nowMs, paidAtMs + settings.thanku.holdHours * hourMs);
  const sealed = order.giftCards ?? [];
  const giftCards =
    sealed.length > 0
      ? { giftCards: firstGiftCards({ shop, pid, orderId: order.orderId, giftCards: sealed }, cards, notBefore, nowMs) }
      : {};
  const reason = unwanted(order, settings);
  if (reason !== undefined) {
    const due = { dueKind: 'thanku' as const, dueAt: notBefore };
    if (receiptPart.receipt === 'none' && plan.giftCards === undefined)
      return { row: { ...base, ...receiptPart, reason, announced: true, settledAt: at }, ...giftCards };
    return {
      ...giftCards,
      row: { ...base, ...receiptPart, ...due, reason, announced: true, notBefore },
      payload: { order, ...plan },
    };
  }
  const request = ThankuRequest.parse(thankuRequestFor(order, settings));
  return {
    ...giftCards,
    row: {
      ...base,
      ...receiptPart,
      ...(notBefore > nowMs ? { state: 'held', reason: 'waiting-for-cancellations' } : { state: 'waiting' }),
      cause: request.donateeGroup,
      impact: request.impactValue,
      notBefore,
      dueKind: 'thanku',
      // A message is on its way; housekeeping steps in if it is lost.
      dueAt: notBefore > nowMs ? notBefore : nowMs + hourMs / 60,
    },
    payload: { order, thanku: { body: encodeRequest(request), simulate }, ...plan },
  };
}
