import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { topicNames, type SentOrder } from '../../lib/senders/sent-order.ts';
import { senders } from '../../lib/senders/senders.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { Currency, DecimalAmount } from '../../lib/order/order.ts';
import { didYouMean } from '../../lib/nearest.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { usualOrder } from '../shops/sample-orders.ts';

export const OrderOptions = z.object({
  amount: z.string().optional(),
  currency: z.string().optional(),
  name: z.string().optional(),
  language: z.string().optional(),
});
export type OrderOptions = z.infer<typeof OrderOptions>;

export const SendOptions = OrderOptions.extend({
  shop: z.string(),
  topic: z.enum(topicNames),
  orderId: z.string().optional(),
  email: z.string().optional(),
  test: z.boolean().default(false),
  count: z.number(),
  file: z.string().optional(),
});
export type SendOptions = z.infer<typeof SendOptions>;

/** `45` or `45.00`; whole amounts get two decimals. */
export function amount(text: string): string {
  if (!DecimalAmount.safeParse(text).success) {
    throw new InvalidArgumentError(`expected an amount such as 45 or 45.90, not "${text}".`);
  }
  return text.includes('.') ? text : `${text}.00`;
}

/** `EUR`. */
export function currency(text: string): string {
  const code = Currency.safeParse(text.toUpperCase());
  if (code.success) return code.data;
  throw new InvalidArgumentError(`expected three letters such as EUR, not "${text}".`);
}

/** `de`, `de-AT`. */
export function language(text: string): string {
  if (/^[a-z]{2,3}([-_][A-Za-z0-9]+)*$/.test(text)) return text;
  throw new InvalidArgumentError(`expected a language such as en, de or de-AT, not "${text}".`);
}

/** `Ada Lovelace`: if there are several words, the last is the family name. */
export function namesIn(name: string): { firstName: string; lastName: string } {
  const words = name.trim().split(/\s+/);
  const lastName = words.length > 1 ? (words.pop() ?? '') : '';
  return { firstName: words.join(' '), lastName };
}

/** The platform's topic. @throws `usage` if it has no such topic, or the order's ID doesn't match the platform's */
export function topicOf({ platform }: ShopSettings, { topic, orderId }: SendOptions) {
  const { topics, orderId: form } = senders[platform];
  const found = topics[topic];
  if (found === undefined) {
    const names = Object.keys(topics);
    throw new ThankflowError(
      'usage',
      `${platform} has no topic "${topic}"${didYouMean(topic, names)}; it has ${names.join(', ')}`,
    );
  }
  if (orderId !== undefined && !form.test(orderId)) {
    throw new ThankflowError('usage', `"${orderId}" can't be an order ID of ${platform}: these match ${form.source}`);
  }
  return found;
}

/** Each order has its own customer, so that erasing one doesn't affect the others. */
const emailOf = (id: string): string =>
  `ada-${id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)}@example.com`;

/** An order that the shop's settings thank, with the options applied. */
export function orderToSend(settings: ShopSettings, options: SendOptions, now: Date): SentOrder {
  const usual = usualOrder(settings.thanku);
  const { id, number } =
    options.orderId === undefined
      ? senders[settings.platform].newOrder()
      : { id: options.orderId, number: options.orderId };
  return {
    id,
    number,
    amount: options.amount ?? usual.amount,
    currency: options.currency ?? usual.currency,
    firstName: 'Ada',
    lastName: 'Lovelace',
    ...(options.name !== undefined && namesIn(options.name)),
    email: options.email ?? emailOf(id),
    ...(options.language !== undefined && { locale: options.language }),
    title: usual.items[0]?.title ?? '',
    tags: usual.tags,
    ...(usual.channel !== undefined && { channel: usual.channel }),
    test: options.test,
    ...(settings.platformShopId !== undefined && { site: settings.platformShopId }),
    ...(settings.stripeSales !== undefined && { stripeSales: settings.stripeSales }),
    paidAt: now,
  };
}
