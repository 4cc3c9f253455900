import * as z from 'zod';
import { OrderStatus } from '../../lib/order/order-status.ts';
import { giftOf, impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { webHref } from '../../lib/partners/thanku/collect-link.ts';
import type { Language } from '../../lib/shops/thanku-settings.ts';
import type { ThanksRow } from '../../lib/store/thanks-reader.ts';

const shown = OrderStatus.pick({
  shop: true,
  orderId: true,
  state: true,
  cause: true,
  impact: true,
  use100Grams: true,
  impactInWords: true,
  language: true,
  links: true,
  updatedAt: true,
});

/**
 * What everyone who has the link may see of the order's status, in the same fields. Reasons, the receipt, the number and reversals are between the
 * shop and the customer: a link may be passed on (ADR 57).
 */
export const CustomerOrder = shown.extend({
  state: shown.shape.state
    .extract(['waiting', 'posted', 'simulated', 'skipped'])
    .describe("The state of the order's ThankU. A held or failed order is `waiting`, too"),
  language: shown.shape.language.unwrap().describe("The content's language"),
});
export type CustomerOrder = z.infer<typeof CustomerOrder>;

/** What the page's data says of an order. `undefined`: it isn't paid yet, as far as thankflow knows. */
export function customerOrder(
  row: ThanksRow,
  { shop, orderId, language }: { shop: string; orderId: string; language: Language },
): CustomerOrder | undefined {
  const state = stateOf(row);
  if (state === undefined) return undefined;
  // Nothing is promised before it's given.
  const gift = state === 'posted' || state === 'simulated' ? giftOf(row) : undefined;
  const { customerLink, link, certificateLink } = shownIds(row);
  // Without it, there is no ThankU to show.
  const isShown = customerLink !== undefined;
  return {
    shop,
    orderId,
    state,
    ...gift,
    impactInWords: gift && impactInWords(gift.impact, gift, language),
    language,
    links: isShown
      ? { customer: webHref(customerLink), thanku: webHref(link), certificate: webHref(certificateLink) }
      : {},
    updatedAt: row.updatedAt,
  };
}

function stateOf({ state }: ThanksRow): CustomerOrder['state'] | undefined {
  switch (state) {
    case 'early':
      return undefined;
    case 'held':
    case 'failed':
      return 'waiting';
    case 'waiting':
    case 'posted':
    case 'simulated':
    case 'skipped':
      return state;
  }
}
