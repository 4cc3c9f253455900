import { minuteMs } from '../../lib/durations.ts';
import { giftOf, type Gift } from '../../lib/order/thanku/impact-in-words.ts';
import { collectLink, webHref } from '../../lib/partners/thanku/collect-link.ts';
import type { Language } from '../../lib/shops/thanku-settings.ts';
import type { ThanksRow } from '../../lib/store/thanks-reader.ts';

/**
 * What the customer sees. `waiting`: the order isn't here yet, or not decided. `none`: it gets no ThankU, or its link
 * is no longer given. `unknown`: the link proves no order. `unavailable`: thankflow can't tell at the moment.
 */
export type View =
  | { state: 'waiting'; refreshSeconds?: number }
  | {
      state: 'thanked';
      gift?: Gift;
      collectLink: string;
      shareLink: string | undefined;
      certificateLink: string | undefined;
    }
  | { state: 'simulated'; gift?: Gift }
  | { state: 'none' }
  | { state: 'unknown' }
  | { state: 'unavailable' };

export const viewStates = [
  'waiting',
  'thanked',
  'simulated',
  'none',
  'unknown',
  'unavailable',
] as const satisfies View['state'][];

/** How soon a page that waits asks again. It asks less often the longer it waits. */
const refreshSeconds = 3;
/** An order that waits longer than this, for example for cancellations, isn't worth asking about again. */
const refreshWithinMs = 10 * minuteMs;

/** What an order's row shows its customer. `undefined`: thankflow hasn't received the order. */
export function viewOf(row: ThanksRow | undefined, language: Language, nowMs: number): View {
  if (row === undefined) return { state: 'waiting', refreshSeconds };
  switch (row.state) {
    case 'waiting':
    case 'held':
      return { state: 'waiting', ...(row.notBefore - nowMs < refreshWithinMs && { refreshSeconds }) };
    case 'failed':
      // An operator may retry it, but not within minutes.
      return { state: 'waiting' };
    case 'early':
      // Only refunded in part, it may still be paid.
      return row.reversed === undefined ? { state: 'waiting', refreshSeconds } : { state: 'none' };
    case 'skipped':
      return { state: 'none' };
    case 'simulated':
      return { state: 'simulated', ...given(row) };
    case 'posted':
      return row.id === undefined || row.nameErased === true
        ? { state: 'none' }
        : thanked({ ...row, id: row.id }, language);
  }
}

function thanked(row: ThanksRow & { id: string }, language: Language): View {
  const links = {
    shareLink: webHref(row.link),
    certificateLink: webHref(row.certificateLink),
  };
  return { state: 'thanked', ...given(row), collectLink: collectLink(row, language), ...links };
}

function given(row: ThanksRow): { gift?: Gift } {
  const gift = giftOf(row);
  return gift === undefined ? {} : { gift };
}
