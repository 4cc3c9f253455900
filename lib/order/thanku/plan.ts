import type { SkipReason } from '../reasons.ts';
import type { ThankuRequest } from '../../partners/thanku/request.ts';
import { pidPrefixOf, shopNameOf, type ShopSettings } from '../../shops/settings.ts';
import type { OrderFilter } from '../../shops/thanku-settings.ts';
import { folded } from './folded.ts';
import { impactOf } from './impact.ts';
import { languageOf } from './message/language.ts';
import { messageFor } from './message/message.ts';
import { compare, isZero } from '../money.ts';
import type { Order } from '../order.ts';
import { pidOf } from '../pid.ts';

/**
 * Why the shop's settings exclude this order; `undefined` if they don't. Test orders are never excluded: they are
 * simulated to show that the connection works. A minimum applies to its own currency only. Orders in other currencies
 * pass and get the rule's smallest impact; `currencies` can exclude them.
 */
export function unwanted(order: Order, settings: ShopSettings): SkipReason | undefined {
  if (order.test) return undefined;
  const { minimum, currencies, tags, channels } = settings.thanku.orders;
  if (isZero(order)) return 'zero-amount';
  if (currencies !== undefined && !currencies.includes(order.currency)) return 'currency';
  if (minimum?.currency === order.currency && compare(order, minimum) < 0) return 'below-minimum';
  if (!passes(tags, order.tags)) return 'tags';
  if (!passes(channels, order.channel === undefined ? [] : [order.channel])) return 'channel';
  return undefined;
}

/** `any`: at least one of these; `none`: none of these. Case and surrounding spaces are ignored. */
function passes(filter: OrderFilter['tags'], values: readonly string[]): boolean {
  const found = new Set(values.map(folded));
  const has = (value: string) => found.has(folded(value));
  return (filter?.any === undefined || filter.any.some(has)) && !filter?.none?.some(has);
}

/**
 * The ThankU request for this order. It's created once, at the claim, and every attempt sends the same bytes, even if
 * the settings change. Simulation is a parameter of the call, not part of the request.
 */
export function thankuRequestFor(order: Order, settings: ShopSettings): ThankuRequest {
  const { thanku } = settings;
  const language = languageOf(order.customer.locale, thanku);
  const impact = impactOf(order, thanku);
  const context = { order, thanku, shopName: shopNameOf(settings), impact, language };
  return {
    slug: thanku.slug,
    donateeGroup: thanku.cause,
    impactValue: impact,
    message: messageFor(thanku.message[language] ?? '', context),
    language,
    pid: pidOf(pidPrefixOf(settings), order.orderId),
    orderId: thanku.thankuOrderId,
    ...(thanku.use100Grams !== undefined && { use100Grams: thanku.use100Grams }),
  };
}

/** What a request gives, as the order's row says it once the payload is deleted. */
export const givenBy = ({ donateeGroup, impactValue, use100Grams = false }: ThankuRequest) => ({
  cause: donateeGroup,
  impact: impactValue,
  use100Grams,
});
