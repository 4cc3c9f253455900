import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../../lib/order/order.ts';
import { unwantedReasons, type SkipReason } from '../../lib/order/reasons.ts';
import { campaignAt } from '../../lib/order/thanku/impact.ts';
import { unwanted } from '../../lib/order/thanku/plan.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { given, givenFor, isBeforeStart, notThanked, type Given } from './impact-difference.ts';

/** What is left of a past order: its row, and the order itself until it's settled. */
export interface PastOrder {
  row: ThankuState;
  order?: Order | undefined;
}

/** Why it isn't known what other settings would give for an order. */
export type NotComputed = 'items-deleted' | 'tags-deleted' | 'not-recorded';

export type WhatIf =
  | { kind: 'computed'; before: Given; after: Given }
  | { kind: 'not-computed'; why: NotComputed }
  /** It was reversed before it was thanked, so no settings would have given anything. */
  | { kind: 'reversed' };

/**
 * What an order was given, and what other settings would have given. Items, tags and channel are deleted with the order's
 * payload. If these decide, and the settings in effect say the same about them, what the order was given still counts.
 * @param inEffect `undefined` if they can't be read
 */
export function whatIf(past: PastOrder, file: ShopSettings, inEffect: ShopSettings | undefined): WhatIf {
  const { row } = past;
  const skipped = skippedFor(row);
  if (row.state === 'early' || (row.state === 'skipped' && skipped === undefined)) return { kind: 'reversed' };
  const before = skipped === undefined ? givenTo(row) : notThanked(skipped);
  if (before === undefined) return { kind: 'not-computed', why: 'not-recorded' };
  const after = past.order === undefined ? fromRow(row, before, file, inEffect) : givenFor(past.order, file);
  return typeof after === 'string' ? { kind: 'not-computed', why: after } : { kind: 'computed', before, after };
}

const skippedFor = ({ state, reason }: ThankuState): SkipReason | undefined =>
  state === 'skipped' ? unwantedReasons.find((one) => one === reason) : undefined;

function givenTo({ impact, cause, use100Grams }: ThankuState): Given | undefined {
  if (impact === undefined || cause === undefined) return undefined;
  return given(impact, { cause, use100Grams });
}

function fromRow(
  row: ThankuState,
  before: Given,
  file: ShopSettings,
  inEffect: ShopSettings | undefined,
): Given | NotComputed {
  const order = orderFrom(row);
  if (order === undefined) return 'not-recorded';
  if (isBeforeStart(order, file)) return notThanked('paid-before-start');
  const { orders } = file.thanku;
  const { tags, channels, ...known } = orders;
  // Amount and currency are checked first, and still known.
  const excluded = unwanted(order, { ...file, thanku: { ...file.thanku, orders: known } });
  if (excluded !== undefined) return notThanked(excluded);
  if (tags !== undefined || channels !== undefined) {
    const same = isDeepStrictEqual({ tags, channels }, filtersOf(inEffect));
    if ('notThanked' in before && same && (before.notThanked === 'tags' || before.notThanked === 'channel'))
      return before;
    if ('notThanked' in before || !same) return 'tags-deleted';
  }
  if (!needsItems(file.thanku, order.paidAt))
    return givenFor(order, { ...file, thanku: { ...file.thanku, orders: {} } });
  const decides = (thanku: ThankuSettings | undefined) => thanku && rulesAt(thanku, order.paidAt);
  const isSame = isDeepStrictEqual(decides(file.thanku), decides(inEffect?.thanku));
  return isSame && 'units' in before ? given(before.units, file.thanku) : 'items-deleted';
}

const filtersOf = (settings: ShopSettings | undefined) => {
  const { tags, channels } = settings?.thanku.orders ?? {};
  return { tags, channels };
};

/** Everything that decides how much an order of this time gets. */
function rulesAt({ impact, rules, campaigns = [] }: ThankuSettings, paidAt: string) {
  const campaign = campaignAt(paidAt, campaigns);
  if (campaign !== undefined && 'impact' in campaign) return { impact: campaign.impact };
  return { impact, rules, factor: campaign?.factor };
}

function needsItems(thanku: ThankuSettings, paidAt: string): boolean {
  const { impact, rules } = rulesAt(thanku, paidAt);
  return rules !== undefined || 'perItem' in impact;
}

/** The order without what is deleted. */
function orderFrom({ orderId, amount, currency, paidAt }: ThankuState): Order | undefined {
  if (amount === undefined || currency === undefined || paidAt === undefined) return undefined;
  const nothing = { customer: {}, items: [], itemsOmitted: 0, tags: [], refunds: [], test: false };
  return { ...nothing, orderId, amount, currency, paidAt, paymentType: 'other' };
}
