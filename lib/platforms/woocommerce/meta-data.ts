import * as z from 'zod';
import { anything, listOf } from '../fields.ts';
import { isNothing } from './nothing.ts';

const Entry = z.object({ key: z.string(), value: anything }).optional().catch(undefined);

/** What plugins store with an order or a line item. Entries of another shape are ignored. */
export const MetaData = listOf(Entry)
  .transform((entries) => entries.filter((entry) => entry !== undefined))
  .catch([]);
export type MetaData = z.infer<typeof MetaData>;

/** Whether one of these keys has a value. */
export const hasAny = (metaData: MetaData, keys: ReadonlySet<string>): boolean =>
  metaData.some(({ key, value }) => keys.has(key) && value !== undefined && value !== 0 && !isNothing(value));
