import * as z from 'zod';
import { UnreadableWebhook } from '../platform.ts';
import { parsePayload } from '../payload.ts';
import { wholeText } from '../fields.ts';
import type { Subject } from '../../order/event.ts';

const PrivacyRequest = z.object({ customer: z.object({ id: wholeText(128), email: wholeText(320) }) });

/**
 * Whom `customers/redact` and `customers/data_request` are about. A request about nobody is unreadable: an erasure
 * without a customer would mean the whole shop.
 * @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
 */
export function privacySubject(payload: unknown): Subject {
  const { customer } = parsePayload(PrivacyRequest, payload);
  if (customer.id === undefined && customer.email === undefined)
    throw new UnreadableWebhook('customer: expected an id or an email');
  return customer;
}
