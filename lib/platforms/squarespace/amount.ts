import * as z from 'zod';
import type { Money } from '../../order/order.ts';
import { currencyCode, decimal } from '../fields.ts';

/** An amount in the API: `{ "value": "57.70", "currency": "USD" }`. */
export const Amount = z
  .object(
    { value: decimal, currency: currencyCode },
    'expected an amount such as { "value": "57.70", "currency": "USD" }',
  )
  .transform(({ value, currency }): Money => ({ amount: value, currency }));
