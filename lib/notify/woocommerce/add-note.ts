import * as z from 'zod';
import type { CallAdmin } from '../../platforms/admin/call.ts';
import { parseAnswer, wooCommerceRest, type Rest } from '../../platforms/woocommerce/admin/rest.ts';
import { noteQuietMs, statusIn, type Outcome, type SendTo } from '../notification.ts';
import { otherPlatform, refusalOutcome } from '../refusal-outcome.ts';
import { mentions, noteText } from './note-text.ts';

const Note = z.object({ note: z.string(), customer_note: z.boolean() });

/**
 * Adds a note to the customer, which WooCommerce sends them by e-mail. A note can't be given an ID, so each attempt first looks for the one with the
 * ThankU's link: ADR 58.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-notes
 */
export const noteSender =
  ({ call, now }: { call: (url: string) => CallAdmin; now: () => number }): SendTo<'woocommerce-note'> =>
  async (target, { platform }, notification) => {
    if (platform.platform !== 'woocommerce') return otherPlatform('WooCommerce');
    const status = statusIn(notification);
    const link = status?.links.customer;
    if (status === undefined || link === undefined) return { kind: 'refused', code: 'no-link' };
    const rest = wooCommerceRest(call(platform.url), platform, now);
    const path = `/orders/${encodeURIComponent(status.orderId)}/notes`;
    try {
      const found = await notesToCustomer(rest, path);
      if (found === undefined) return { kind: 'no-order' };
      if (found.some((note) => mentions(note, link))) return { kind: 'delivered' };
    } catch (error) {
      return refusalOutcome(error);
    }
    const text = noteText(target, status, { link, shopName: notification.shopName });
    try {
      return await post(rest, path, text);
    } catch (error) {
      return onceSettled(refusalOutcome(error));
    }
  };

async function notesToCustomer(rest: Rest, path: string): Promise<string[] | undefined> {
  const answer = await rest({ method: 'GET', path: `${path}?type=customer` });
  if (answer === undefined) return undefined;
  return parseAnswer(z.array(Note), answer).flatMap(({ note, customer_note }) => (customer_note ? [note] : []));
}

async function post(rest: Rest, path: string, note: string): Promise<Outcome> {
  const answer = await rest({ method: 'POST', path, body: JSON.stringify({ note, customer_note: true }) });
  if (answer === undefined) return { kind: 'no-order' };
  parseAnswer(Note, answer);
  return { kind: 'delivered' };
}

/** The request may have been carried out, or may still be. */
const onceSettled = (outcome: Outcome): Outcome =>
  outcome.kind === 'retry' ? { ...outcome, quietMs: noteQuietMs } : outcome;
