import * as z from 'zod';

/** An order's ID: 24 hex digits so far. It becomes part of a URL. */
export const OrderId = z
  .string('expected an id')
  .regex(/^[\w-]{1,64}$/, 'expected an id such as 585d498fdee9f31a60284a37');
