import * as z from 'zod';
import { UnreadableWebhook } from '../platform.ts';
import { anything, numericId, wholeText } from '../fields.ts';
import { parseAsTopic } from './body.ts';
import type { Subject } from '../../order/event.ts';

/*
 * The bodies of the three privacy webhooks, which can't be undone: each must be exactly what Shopify documents, and no
 * order or customer passes for one.
 * @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
 */
const customer = z.object({ id: wholeText(128), email: wholeText(320) });

const CustomersRedact = z.object({ customer, orders_to_redact: z.array(anything, 'expected a list') });
const CustomersDataRequest = z.object({ customer, data_request: z.looseObject({}) });
const ShopRedact = z.strictObject(
  { shop_id: numericId, shop_domain: z.string('expected a domain') },
  'expected shop_id and shop_domain alone',
);

/** Whom `customers/redact` is about. */
export const subjectToErase = (payload: unknown): Subject => named(parseAsTopic(CustomersRedact, payload));

/** Whom `customers/data_request` is about. */
export const subjectToExport = (payload: unknown): Subject => named(parseAsTopic(CustomersDataRequest, payload));

/** Throws `UnreadableWebhook` for what is no `shop/redact`. */
export function assertShopRedact(payload: unknown): void {
  parseAsTopic(ShopRedact, payload);
}

/** A request about nobody is unreadable: an erasure without a customer would mean the whole shop. */
function named({ customer: subject }: { customer: Subject }): Subject {
  if (subject.id === undefined && subject.email === undefined)
    throw new UnreadableWebhook('customer: expected an id or an email');
  return subject;
}
