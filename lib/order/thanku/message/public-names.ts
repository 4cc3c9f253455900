import type { Order } from '../../order.ts';
import { plainName } from './plain-text.ts';
import type { TemplatePart } from './template.ts';

export const nameMaxChars = 60;

/** A customer's names as a public page may show them. */
export interface PublicNames {
  first: string;
  last: string;
}

/** Hides both names if they form a link or phone number together, with a space or as the template joins them. */
export function publicNames(
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

/** Ends a run of names. Cleaned names contain no control characters. */
const apart = '\0';

/** Names and spaces form runs: in `{{customer.firstName}}{{customer.lastName}}`, "J. Li" is a name, "J.Li" a domain. */
function shownBy(part: TemplatePart, { first, last }: PublicNames): string {
  if (part.kind === 'text') return part.text.trim() === '' ? part.text : apart;
  if (part.field === 'customer.firstName') return first;
  return part.field === 'customer.lastName' ? last : apart;
}
