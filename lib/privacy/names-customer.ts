import { nameMaxChars } from '../order/thanku/message/public-names.ts';
import type { Customer } from '../order/order.ts';
import { cleanText } from '../order/thanku/message/plain-text.ts';

/** Shorter names would be found within other words, were it not for their capital. */
const foldedMinChars = 4;
/** So much of a name that the end of a message cut off still tells who it is. */
const beginningMinChars = 3;

const folded = (text: string): string => text.toLocaleLowerCase('en');

/**
 * Whether a public message may name its customer, by a template's field or in the title of an item. Errs towards yes, and so
 * looks for names too that no template shows, such as an address: an operator looks before anybody is asked to take a page down.
 */
export function namesCustomer(message: string, { firstName, lastName, email }: Customer): boolean {
  const names = [
    cleanText(firstName ?? '', nameMaxChars),
    cleanText(lastName ?? '', nameMaxChars),
    email?.trim() ?? '',
  ];
  return names.some((name) => name !== '' && isIn(message, name));
}

function isIn(message: string, name: string): boolean {
  if (message.includes(name)) return true;
  if (name.length >= foldedMinChars && folded(message).includes(folded(name))) return true;
  return message.endsWith('…') && endsWithBeginning(message.slice(0, -1), name);
}

function endsWithBeginning(message: string, name: string): boolean {
  for (let length = name.length - 1; length >= beginningMinChars; length--) {
    if (message.endsWith(name.slice(0, length).trimEnd())) return true;
  }
  return false;
}
