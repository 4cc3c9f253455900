import * as z from 'zod';

const base64url = () => z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The fields of a public key. */
export const publicFields = () => ({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url(),
  y: base64url(),
  kid: z.string().min(1).max(64),
});

/** The public key that seals: a P-256 JWK. Parsing drops other fields, so the private part `d` can't get in. */
export const PublicCardKey = z.lazy(() => z.object(publicFields()));
export type PublicCardKey = z.infer<typeof PublicCardKey>;

const PrivateCardKey = z.lazy(() => z.object({ ...publicFields(), d: base64url() }));

/** The secret `thankflow/<stage>/gift-card-key`: the current key first, then older ones, which open what was sealed before a rotation. */
export const CardKeysSecret = z.lazy(() => z.object({ keys: z.array(PrivateCardKey).min(1).max(20) }));
export type CardKeysSecret = z.infer<typeof CardKeysSecret>;
