import { nameMaxChars } from '../order/thanku/message/message.ts';
import type { Customer } from '../order/order.ts';
import { cleanText } from '../order/thanku/message/plain-text.ts';

/** Shorter names are compared with regard to case, because they occur within other words. */
const foldedMinChars = 4;
/** If a message was cut within a name, this many letters still identify it. */
const beginningMinChars = 3;

const folded = (text: string): string => text.toLocaleLowerCase('en');

/**
 * Whether a public message may name its customer, through a template's field or an item's title. Errs towards yes, because an operator checks
 * before ThankU is asked to remove a page. So it also looks for the e-mail address, which no template can show.
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
