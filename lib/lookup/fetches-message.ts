import * as z from 'zod';
import { ShopifyEvent } from '../platforms/shopify/event.ts';
import { DueLookups, Lookup } from './lookup.ts';

/** A message in the fetches queue. */
export const FetchesMessage = z.lazy(() => z.discriminatedUnion('type', [Lookup, DueLookups, ShopifyEvent]));
export type FetchesMessage = z.infer<typeof FetchesMessage>;
