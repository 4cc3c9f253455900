import type { SkipReason } from '../reasons.ts';
import type { ThankuRequest } from '../../partners/thanku/request.ts';
import { pidPrefixOf, shopNameOf, type ShopSettings } from '../../shops/settings.ts';
import type { OrderFilter } from '../../shops/thanku-settings.ts';
import { impactOf } from './impact.ts';
import { languageOf } from './message/language.ts';
import { messageFor } from './message/message.ts';
import { compare, isZero } from '../money.ts';
import type { Order } from '../order.ts';
import { pidOf } from '../pid.ts';

/**
 * Whether the shop's settings leave this order out, and why. Test orders are not left out, whatever the filters say: they are
 * simulated, to show that everything is connected.
 * A minimum says nothing of orders in another currency: they pass, and get the rule's smallest impact. `currencies` is
 * there to leave them out.
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

/** `any`: at least one of these; `none`: not one of these. Case and outer spaces make no difference. */
function passes(filter: OrderFilter['tags'], values: readonly string[]): boolean {
  const found = new Set(values.map(folded));
  const has = (value: string) => found.has(folded(value));
  return (filter?.any === undefined || filter.any.some(has)) && !filter?.none?.some(has);
}

const folded = (text: string): string => text.trim().toLowerCase();

/**
 * What ThankU is asked for this order. Made once, when the order is claimed; every attempt sends the same bytes, whatever
 * becomes of the settings. Simulation is not part of it: it goes with the call.
 */
export function thankuRequestFor(order: Order, settings: ShopSettings): ThankuRequest {
  const { thanku } = settings;
  const language = languageOf(order.customer.locale, thanku);
  const impact = impactOf(order, thanku.impact);
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
