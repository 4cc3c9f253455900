import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ThankuState } from '../order/thanku/state.ts';
import { keys } from './keys.ts';
import { readAttributes } from './read-attributes.ts';

const { language, cause, impact, use100Grams, ...strict } = ThankuState.pick({
  state: true,
  notBefore: true,
  id: true,
  link: true,
  certificateLink: true,
  nameErased: true,
  reversed: true,
  language: true,
  cause: true,
  impact: true,
  use100Grams: true,
  updatedAt: true,
}).shape;

/** All that a customer's page needs to know. Nothing in it is personal. A newer version's cause or language hides nothing else. */
const ThanksRow = z.object({
  ...strict,
  language: language.catch(undefined),
  cause: cause.catch(undefined),
  impact: impact.catch(undefined),
  use100Grams: use100Grams.catch(undefined),
});
export type ThanksRow = z.infer<typeof ThanksRow>;

/** The attributes that the role of thanks-page allows. The keys in the request count as well. */
export const thanksAttributes = ['pk', 'sk', ...Object.keys(ThanksRow.shape)];

/** Reads an order's row with only those attributes. Strongly consistent. @throws ThankflowError `bad-row` */
export const thanksReader =
  (documents: DynamoDBDocumentClient, table: string) =>
  (shop: string, pid: string): Promise<ThanksRow | undefined> =>
    readAttributes(documents, table, ThanksRow, keys.thanku(shop, pid));
