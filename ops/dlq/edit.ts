import type { OrderEvent } from '../../lib/order/event.ts';
import { OrderEvent as OrderEventSchema } from '../../lib/order/event.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { orderIdOf, type Dead } from './dead.ts';

/** What an editor is to show of a dead event. Throws `refused` for anything else. */
export function editableText({ body, message }: Dead): string {
  if (message.kind === 'event') return `${JSON.stringify(message.event, undefined, 2)}\n`;
  if (message.kind === 'unreadable') return prettyIfJson(body);
  throw new ThankflowError(
    'refused',
    `only whole events can be edited, and this is a ${message.kind === 'letter' ? 'letter of an order that is claimed: `orders refreeze` makes its request anew' : 'wake-up'}`,
  );
}

/**
 * An edited event, checked. Throws `refused` with what is wrong and where. What it is about stays: under another shop,
 * type or order id it would be another order, and the one it came for would be lost.
 */
export function checkEdited(text: string, { message }: Dead): OrderEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ThankflowError('refused', `it is not JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
  const parsed = OrderEventSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'its root'}: ${issue.message}`);
    throw new ThankflowError('refused', ['it is no event:', ...problems]);
  }
  const edited = parsed.data;
  if (message.kind === 'event') {
    const before = message.event;
    const moved = [
      ...(edited.type === before.type ? [] : ['type']),
      ...(edited.shop === before.shop ? [] : ['shop']),
      ...(orderIdOf(edited) === orderIdOf(before) ? [] : ['the order id']),
    ];
    if (moved.length > 0) throw new ThankflowError('refused', `${moved.join(' and ')} must stay as it was`);
  }
  return edited;
}

function prettyIfJson(text: string): string {
  try {
    return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
