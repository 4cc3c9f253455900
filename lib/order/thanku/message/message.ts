import type { Language, ThankuSettings } from '../../../shops/thanku-settings.ts';
import { impactInWords, itemCount } from '../impact.ts';
import { formatMoney } from '../../money.ts';
import type { Order } from '../../order.ts';
import { capped, plainText, plainName } from './plain-text.ts';
import { parseTemplate, type FieldName, type Noun, type TemplatePart } from './template.ts';

export const nameMaxChars = 60;

/** A customer's names as a public page may show them. */
interface PublicNames {
  first: string;
  last: string;
}

/** Neither name is shown if the two make a link or a phone number only together: with a blank, or as the template puts them. */
function publicNames(
  { customer: { firstName = '', lastName = '' } }: Order,
  template: readonly TemplatePart[],
): PublicNames {
  const names = { first: plainName(firstName, nameMaxChars), last: plainName(lastName, nameMaxChars) };
  if (names.first === '' || names.last === '') return names;
  const runs = template
    .map((part) => shownBy(part, names))
    .join('')
    .split(apart);
  const together = new Set([`${names.first} ${names.last}`, ...runs.map((run) => run.trim())].filter(Boolean));
  const fit = [...together].every((text) => plainName(text, text.length) !== '');
  return fit ? names : { first: '', last: '' };
}

/** Ends a run of names. Cleaned names hold no control characters. */
const apart = '\0';

/** Names and blanks make runs, as in `{{customer.firstName}}{{customer.lastName}}`: "J. Li" is a name, "J.Li" a domain. */
function shownBy(part: TemplatePart, { first, last }: PublicNames): string {
  if (part.kind === 'text') return part.text.trim() === '' ? part.text : apart;
  if (part.field === 'customer.firstName') return first;
  return part.field === 'customer.lastName' ? last : apart;
}

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
    // What the customer saw and paid; impact and receipt are in the shop's currency.
    amount: () => formatMoney(order.presentment ?? order, language),
    impact: (noun) => withNoun(impact, new Intl.NumberFormat(language).format(impact), noun),
    'impact.inWords': () => impactInWords(impact, thanku, language),
    shop: () => shopName,
  };
}

/** Our languages have these two forms; a language with more of them would need more in the template. */
const formOf = (noun: Noun, count: number, language: Language): string =>
  new Intl.PluralRules(language).select(count) === 'one' ? noun.one : noun.other;
