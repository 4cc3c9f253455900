import * as z from 'zod';

/**
 * The schema of an object that is stored or sent. Parsing keeps fields that this version doesn't know, because a newer one may have written
 * them. The type contains only the known fields, so that the code can't use others.
 */
export const openObject = <const Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> =>
  z.looseObject(shape);

/** The fields of an object that its schema doesn't know, for an object that replaces it. */
export const unknownFields = ({ shape }: z.ZodObject, object: object = {}): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !(name in shape)));
