import * as z from 'zod';

const text = z.string().min(1).max(10_000);

/** The vendor's body, taken strictly: a misspelled field must not go unseen. */
export const Body = z
  .strictObject({
    slug: z.string().regex(/^[a-z0-9][a-z0-9-]+[a-z0-9]$/),
    donateeGroup: z.enum(['PlantTrees', 'CleanOcean', 'ProtectWildlife']),
    impactValue: z.number().int().positive(),
    message: text,
    language: z.enum(['de', 'en']),
    pid: text,
    orderId: text,
    use100Grams: z.boolean().optional(),
  })
  .refine((body) => body.use100Grams !== true || body.donateeGroup === 'CleanOcean', {
    path: ['use100Grams'],
    message: 'only for CleanOcean',
  });
export type Body = z.infer<typeof Body>;

/** A ThankU as the books hold it: the request, and what was answered. */
export const Thanku = Body.safeExtend({
  id: z.string(),
  link: z.string(),
  certificateNum: z.string(),
  certificateLink: z.string(),
  createdAt: z.string(),
  /** How often the same request came again. */
  repeats: z.number().int(),
});
export type Thanku = z.infer<typeof Thanku>;
