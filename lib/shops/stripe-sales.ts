import * as z from 'zod';

/** Which of Stripe's objects is a sale: Checkout sessions, payment intents or invoices. */
export const StripeSales = z.enum(['checkout', 'payment-intents', 'invoices']);
export type StripeSales = z.infer<typeof StripeSales>;
