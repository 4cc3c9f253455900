import * as z from 'zod';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object of Wix. Webhooks and the REST API write `id`, `createdDate` and `updatedDate`. Wix's SDK, and what is sent by code that uses it,
 * has an underscore before them.
 */
export const wixObject = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (isObject(value) ? withPlainNames(value) : value), z.object(shape));

const withPlainNames = ({ _id, _createdDate, _updatedDate, ...rest }: Record<string, unknown>) => ({
  ...rest,
  id: rest['id'] ?? _id,
  createdDate: rest['createdDate'] ?? _createdDate,
  updatedDate: rest['updatedDate'] ?? _updatedDate,
});

/** A GUID of an order or a refund, in full. */
export const wixId = z.string('expected an ID').regex(/^[\w-]{1,128}$/, 'expected an ID such as a GUID');
