import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { ThankuState } from '../order/thanku/state.ts';
import { keys } from './keys.ts';
import { readAttributes } from './read-attributes.ts';

/** What an order is compared by with its platform. Nothing in it is personal. */
const ComparedRow = ThankuState.pick({
  state: true,
  reason: true,
  reversed: true,
  stuck: true,
  refunds: true,
  createdAt: true,
});
export type ComparedRow = z.infer<typeof ComparedRow>;

/** The attributes of orders that the role of reconcile allows. The keys in the request count as well. */
export const comparedAttributes = ['pk', 'sk', ...Object.keys(ComparedRow.shape)];

/** Reads an order's row with only those attributes. Strongly consistent. */
export type ReadCompared = (shop: string, pid: string) => Promise<ComparedRow | undefined>;

/** @throws ThankflowError `bad-row` from the reader */
export const comparedReader =
  (documents: DynamoDBDocumentClient, table: string): ReadCompared =>
  (shop, pid) =>
    readAttributes(documents, table, ComparedRow, keys.thanku(shop, pid));
