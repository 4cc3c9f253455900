import { minuteMs } from '../../lib/durations.ts';
import { collectLink, webAddress } from '../../lib/partners/thanku/collect-link.ts';
import type { Cause, Language } from '../../lib/shops/thanku-settings.ts';
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

export interface Gift {
  cause: Cause;
  impact: number;
  use100Grams?: boolean | undefined;
}

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
      return { state: 'simulated', ...giftOf(row) };
    case 'posted':
      return row.id === undefined || row.nameErased === true
        ? { state: 'none' }
        : thanked({ ...row, id: row.id }, language);
  }
}

function thanked(row: ThanksRow & { id: string }, language: Language): View {
  const links = {
    shareLink: row.link === undefined ? undefined : webAddress(row.link)?.href,
    certificateLink: row.certificateLink === undefined ? undefined : webAddress(row.certificateLink)?.href,
  };
  return { state: 'thanked', ...giftOf(row), collectLink: collectLink(row, language), ...links };
}

/** Rows of older versions don't say in which unit plastic is counted. */
function giftOf({ cause, impact, use100Grams }: ThanksRow): { gift?: Gift } {
  if (cause === undefined || impact === undefined) return {};
  return cause === 'CleanOcean' && use100Grams === undefined ? {} : { gift: { cause, impact, use100Grams } };
}
