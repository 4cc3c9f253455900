import * as z from 'zod';
import { anything, currencyCode } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';
import { internalId } from './ids.ts';
import { writtenTime } from './times.ts';

/** Two answers of the API in one: an order, and the store's profile, because orders have no currency. */
const Fetched = z.object({ order: z.looseObject({}), profile: anything });

/** The order in a fetched body. An order alone can be read as long as its currency doesn't matter. */
export const orderIn = (payload: unknown): unknown => Fetched.safeParse(payload).data?.order ?? payload;

const WithCurrency = z.object({
  profile: z.object({ formatsAndUnits: z.object({ currency: currencyCode }) }),
});

/** The store's currency now. Assumed: it was the same when the order was placed. @throws UnreadableWebhook if it's missing */
export const currencyIn = (payload: unknown): string =>
  parsePayload(WithCurrency, payload).profile.formatsAndUnits.currency;

export const maybeCurrencyIn = (payload: unknown): string | undefined =>
  WithCurrency.safeParse(payload).data?.profile.formatsAndUnits.currency;

const Deleted = z.object({ deletedOrder: z.object({ id: internalId, date: writtenTime }) });

/** An entry in the API's list of deleted orders; `undefined`: the body is something else. @throws UnreadableWebhook if it has no ID */
export function deletionIn(payload: unknown): { id: string; date: string | undefined } | undefined {
  const deleted = Deleted.safeParse(payload).data?.deletedOrder;
  if (deleted === undefined) return undefined;
  const { id, date } = deleted;
  if (id === undefined) throw new UnreadableWebhook("deletedOrder.id: expected the order's internal ID");
  return { id, date };
}
