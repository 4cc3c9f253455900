import * as z from 'zod';

/** The platforms that have an adapter, and the names settings use for them. */
export const PlatformName = z.enum(['shopify', 'woocommerce', 'standard']);
export type PlatformName = z.infer<typeof PlatformName>;
