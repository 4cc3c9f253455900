import type { Language, ThankuSettings } from '../../../shops/thanku-settings.ts';
import { itemCount } from '../impact.ts';
import { impactInWords } from '../impact-in-words.ts';
import { formatMoney } from '../../money.ts';
import type { Order } from '../../order.ts';
import { capped, plainText } from './plain-text.ts';
import { publicNames } from './public-names.ts';
import { parseTemplate, type FieldName, type Noun, type TemplatePart } from './template.ts';

const titleMaxChars = 120;
const numberMaxChars = 40;

/** Marks an empty field until the space before it is removed or kept: `Thank you {{customer.firstName}}!` */
const nothing = '\ufdd0';
const spaceBeforeNothing = / *\ufdd0(?=[,.!?;:])/g;

/** A message's inputs besides its template. */
export interface MessageContext {
  order: Order;
  thanku: Pick<ThankuSettings, 'cause' | 'use100Grams' | 'messageMaxChars'>;
  /** The shop's own name. */
  shopName: string;
  impact: number;
  language: Language;
}

/**
 * The public message for an order. Text from customers and products is cleaned and capped, and never parsed as a
 * template. A `+` stays: it makes the text that ThankU signs ambiguous, but that text is ours and equal on both sides.
 * @throws {RangeError} if the template is invalid, which `shops apply` prevents
 */
export function messageFor(template: string, context: MessageContext): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) throw new RangeError(`message template: ${parsed.problems.map(({ message }) => message).join('; ')}`);
  const values = fieldValues(context, parsed.parts);
  const text = parsed.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const value = values[part.field](part.noun);
      return value || part.fallback || nothing;
    })
    .join('')
    .replace(spaceBeforeNothing, '')
    .replaceAll(nothing, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return capped(text, context.thanku.messageMaxChars);
}

function fieldValues(
  { order, thanku, shopName, impact, language }: MessageContext,
  parts: readonly TemplatePart[],
): Record<FieldName, (noun?: Noun) => string> {
  const names = publicNames(order, parts);
  const first = order.items[0]?.title;
  const withNoun = (count: number, shown: string, noun: Noun | undefined) =>
    noun === undefined ? shown : `${shown} ${formOf(noun, count, language)}`;
  return {
    'customer.firstName': () => names.first,
    'customer.lastName': () => names.last,
    'items.first.title': () => plainText(first ?? '', titleMaxChars),
    'items.count': (noun) => withNoun(itemCount(order), String(itemCount(order)), noun),
    'order.number': () => plainText(order.number ?? '', numberMaxChars),
    // The amount that the customer saw and paid. Impact and receipt use the shop's currency.
    amount: () => formatMoney(order.presentment ?? order, language),
    impact: (noun) => withNoun(impact, new Intl.NumberFormat(language).format(impact), noun),
    'impact.inWords': () => impactInWords(impact, thanku, language),
    shop: () => shopName,
  };
}

/** Our languages have these two forms. A language with more forms would need more in the template. */
const formOf = (noun: Noun, count: number, language: Language): string =>
  new Intl.PluralRules(language).select(count) === 'one' ? noun.one : noun.other;
