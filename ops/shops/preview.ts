import type { SkipReason } from '../../lib/order/reasons.ts';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import { thankuRequestFor, unwanted } from '../../lib/order/thanku/plan.ts';
import { languageOf } from '../../lib/order/thanku/message/language.ts';
import type { Order } from '../../lib/order/order.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { planLoyalty } from '../../lib/order/loyalty-plan.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import type { Language } from '../../lib/shops/thanku-settings.ts';
import { usualOrder, type SampleOrder } from './sample-orders.ts';
import { namesIn, type OrderOptions } from '../send/options.ts';

export interface Preview {
  language: Language;
  order: string;
  amount: string;
  impact: number;
  impactInWords: string;
  message: string;
  /** Why the order wouldn't be thanked, if so. */
  skipped: SkipReason | undefined;
  /** The Thanx receipt's amount in the merchant's currency, or why there would be none: `basket` if there is a basket instead. */
  receipt: { amount: string } | { reason: string };
  /** The subtotal of the Thanx basket, if the shop sends baskets. */
  basket?: { subtotal: string } | { reason: string };
}

/** What the settings give and say for an order by a customer with this locale. */
export function previewOf(
  { what, order }: SampleOrder,
  locale: string,
  settings: ShopSettings,
  { simulated }: { simulated: boolean },
): Preview {
  const spoken = { ...order, customer: { ...order.customer, locale } };
  const { impactValue, message } = thankuRequestFor(spoken, settings);
  const language = languageOf(locale, settings.thanku);
  const pid = pidOf(pidPrefixOf(settings), order.orderId);
  const { row, frozen } = planLoyalty(
    { subtotal: order.amount, beforeTax: order.amount, ...spoken },
    settings,
    pid,
    simulated || settings.thanku.simulate,
  );
  const reason = row.receiptReason ?? 'not-configured';
  return {
    language,
    order: what,
    amount: `${order.amount} ${order.currency}`,
    impact: impactValue,
    impactInWords: impactInWords(impactValue, settings.thanku, language),
    message,
    skipped: unwanted(spoken, settings),
    receipt: frozen.receipt === undefined ? { reason } : { amount: frozen.receipt.amount },
    ...(settings.thanx?.mode === 'baskets' && {
      basket: frozen.basket === undefined ? { reason } : { subtotal: frozen.basket.basket.subtotal },
    }),
  };
}

/** The usual order with a person's own values. */
export function ownOrder(settings: ShopSettings, { amount, currency, name }: OrderOptions): SampleOrder {
  const usual: Order = usualOrder(settings.thanku);
  return {
    what: 'your order',
    order: {
      ...usual,
      ...(amount !== undefined && { amount }),
      ...(currency !== undefined && { currency }),
      ...(name !== undefined && { customer: { ...usual.customer, ...namesIn(name) } }),
    },
  };
}
