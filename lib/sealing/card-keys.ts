import * as z from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The public key that seals: a P-256 JWK. Parsing drops other fields, so the private part `d` can't get in. */
export const PublicCardKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url,
  y: base64url,
  kid: z.string().min(1).max(64),
});
export type PublicCardKey = z.infer<typeof PublicCardKey>;

const PrivateCardKey = PublicCardKey.extend({ d: base64url });

/** The secret `thankflow/<stage>/gift-card-key`: the current key first, then older ones, which open what was sealed before a rotation. */
export const CardKeysSecret = z.object({ keys: z.array(PrivateCardKey).min(1).max(20) });
export type CardKeysSecret = z.infer<typeof CardKeysSecret>;

/** A gift card's number, without spaces and hyphens. */
export const CardNumber = z
  .string('expected a string: card numbers are sent as strings')
  .transform((text) => text.replaceAll(/[ -]/g, ''))
  .pipe(z.string().regex(/^[0-9A-Za-z]{8,64}$/, 'expected 8 to 64 digits or letters'));

export const CardPin = z
  .string('expected a string: PINs are sent as strings')
  .regex(/^[0-9A-Za-z]{1,32}$/, 'expected 1 to 32 digits or letters');

/**
 * A gift card in plain text. It exists only in the memory of ingest, which seals it, and of submit-to-thanx, which sends it. No event, row, log
 * line or error may contain one.
 */
export const GiftCard = z.object({ number: CardNumber, pin: CardPin.optional() });
export type GiftCard = z.infer<typeof GiftCard>;

export const last4Of = ({ number }: GiftCard): string => number.slice(-4);
