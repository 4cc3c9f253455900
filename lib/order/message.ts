import type { Language, ThankuSettings } from '../shops/thanku-settings.ts';
import { impactInWords, itemCount } from './impact.ts';
import { formatMoney } from './money.ts';
import type { Order } from './order.ts';
import { capped, plainName, plainText } from './plain-text.ts';
import { parseTemplate, type FieldName } from './template.ts';

export const nameMaxChars = 60;
const titleMaxChars = 120;
const numberMaxChars = 40;

/** Marks an empty field while the space before it is still in question: `Thank you {{customer.firstName}}!` */
const nothing = '\ufdd0';
const spaceBeforeNothing = / *\ufdd0(?=[,.!?;:])/g;

/** What a message is made of besides its template. */
export interface MessageContext {
  order: Order;
  thanku: Pick<ThankuSettings, 'cause' | 'use100Grams' | 'messageMaxChars'>;
  /** How the shop calls itself. */
  shopName: string;
  impact: number;
  language: Language;
}

/**
 * The public message for an order. Everything customers or products bring in is cleaned and capped, and none of it is read
 * as a template. A `+` stays: it makes the text ThankU signs ambiguous, but that text is ours and the same on both sides.
 * The template was checked when the settings were applied; one that does not parse throws a `RangeError`.
 */
export function messageFor(template: string, context: MessageContext): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new RangeError(`message template: ${parsed.problems.map(({ message }) => message).join('; ')}`);
  const values = fieldValues(context);
  const text = parsed.parts
    .map((part) => (part.kind === 'text' ? part.text : values[part.field]() || part.fallback || nothing))
    .join('')
    .replace(spaceBeforeNothing, '')
    .replaceAll(nothing, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return capped(text, context.thanku.messageMaxChars);
}

function fieldValues({ order, thanku, shopName, impact, language }: MessageContext): Record<FieldName, () => string> {
  const { customer } = order;
  const first = order.items[0]?.title;
  return {
    'customer.firstName': () => plainName(customer.firstName ?? '', nameMaxChars),
    'customer.lastName': () => plainName(customer.lastName ?? '', nameMaxChars),
    'items.first.title': () => plainText(first ?? '', titleMaxChars),
    'items.count': () => String(itemCount(order)),
    'order.number': () => plainText(order.number ?? '', numberMaxChars),
    amount: () => formatMoney(order, language),
    impact: () => new Intl.NumberFormat(language).format(impact),
    'impact.inWords': () => impactInWords(impact, thanku, language),
    shop: () => shopName,
  };
}
