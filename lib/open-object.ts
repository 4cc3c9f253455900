import * as z from 'zod';

/**
 * An object of a row, a message or a quarantine object: it keeps the fields that this version doesn't know, which a newer one may have
 * written. They stay with the object that they came in and leave with it. The type names only what is known, so that nothing here reads or
 * writes anything else.
 */
export const openObject = <const Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> =>
  z.looseObject(shape);

/** What an object has beyond its schema: for an object that replaces another one. */
export const unknownFields = ({ shape }: z.ZodObject, object: object = {}): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !(name in shape)));
