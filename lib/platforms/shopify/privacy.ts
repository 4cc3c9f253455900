import * as z from 'zod';
import { UnreadableWebhook } from '../platform.ts';
import { anything, numericId, wholeText } from '../fields.ts';
import { parseAsTopic } from './body.ts';
import type { Subject } from '../../order/event.ts';

/*
 * The bodies of the three privacy webhooks. Erasing can't be undone, so each body must be exactly as documented. No body of an order or a
 * customer matches them.
 * @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
 */
const customer = () => z.object({ id: wholeText(128), email: wholeText(320) });

const CustomersRedact = z.lazy(() =>
  z.object({ customer: customer(), orders_to_redact: z.array(anything, 'expected a list') }),
);
const CustomersDataRequest = z.lazy(() => z.object({ customer: customer(), data_request: z.looseObject({}) }));
const ShopRedact = z.lazy(() =>
  z.strictObject(
    { shop_id: numericId, shop_domain: z.string('expected a domain') },
    'expected shop_id and shop_domain alone',
  ),
);

/** The customer in `customers/redact`. */
export const subjectToErase = (payload: unknown): Subject => named(parseAsTopic(CustomersRedact, payload));

/** The customer in `customers/data_request`. */
export const subjectToExport = (payload: unknown): Subject => named(parseAsTopic(CustomersDataRequest, payload));

/** @throws UnreadableWebhook if it isn't the body of `shop/redact` */
export function assertShopRedact(payload: unknown): void {
  parseAsTopic(ShopRedact, payload);
}

/** A request without a customer is unreadable: it would mean to erase the whole shop. */
function named({ customer: subject }: { customer: Subject }): Subject {
  if (subject.id === undefined && subject.email === undefined)
    throw new UnreadableWebhook('customer: expected an id or an email');
  return subject;
}
