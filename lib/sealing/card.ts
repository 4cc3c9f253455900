import * as z from 'zod';

/** A gift card's number, without spaces and hyphens. */
export const CardNumber = z
  .string('expected a string: card numbers are sent as strings')
  .transform((text) => text.replaceAll(/[ -]/g, ''))
  .pipe(z.string().regex(/^[0-9A-Za-z]{8,64}$/, 'expected 8 to 64 digits or letters'));

export const CardPin = z
  .string('expected a string: PINs are sent as strings')
  .regex(/^[0-9A-Za-z]{1,32}$/, 'expected 1 to 32 digits or letters');

/** A gift card in plain text, only in memory of ingest and submit-to-thanx. No event, row, log or error has one. */
export const GiftCard = z.object({ number: CardNumber, pin: CardPin.optional() });
export type GiftCard = z.infer<typeof GiftCard>;

export const last4Of = ({ number }: GiftCard): string => number.slice(-4);
