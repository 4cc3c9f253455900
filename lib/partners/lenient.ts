import * as z from 'zod';

/** How much of a partner's words is read; they go through `scrub` before they are stored anywhere. */
export const maxWordsBytes = 2048;

/** An optional field of an answer, dropped when it is not what it should be: a vendor's odd extra must not cost the answer. */
export const optionalField = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** An id as vendors send them: a string, or a number. */
export const LenientId = z.union([z.string().min(1).max(256), z.number().int()]).transform((id) => String(id));
