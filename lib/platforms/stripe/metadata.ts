import * as z from 'zod';
import { wholeText } from '../fields.ts';

/**
 * The number that people use, from the data that a shop attaches to its objects. Stripe itself has none.
 * @see https://docs.stripe.com/metadata
 */
export const Metadata = z
  .object({ order_number: wholeText(64) })
  .nullish()
  .catch(undefined);
