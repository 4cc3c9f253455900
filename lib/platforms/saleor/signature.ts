import * as z from 'zod';
import { jsonOrUndefined } from '../../json.ts';
import type { RawWebhook } from '../platform.ts';

/** A signature of the raw body, which isn't part of it. */
export interface DetachedSignature {
  /** The protected header in base64url. */
  protected: string;
  signature: string;
  /** The ID of the key in the shop's key set. */
  kid: string;
}

/** `header..signature`: a JWS whose payload, between the dots, is left out. */
const detached = /^([\w-]{1,2000})\.\.([\w-]{1,2000})$/;

/**
 * Only RS256, and only with the body signed as it is (`b64: false`). A usual detached JWS signs the base64 of the body instead. Saleor makes none,
 * so nothing else is let through.
 * @see https://www.rfc-editor.org/rfc/rfc7797
 */
const Header = z.object({
  alg: z.literal('RS256'),
  b64: z.literal(false),
  crit: z.tuple([z.literal('b64')]),
  kid: z.string().min(1).max(500),
});

/**
 * The signature of a webhook in `Saleor-Signature`; `undefined` if it has none that a key of the shop can have made. With a `secretKey`, which is
 * deprecated, Saleor sends 64 hex digits there instead.
 * @see https://docs.saleor.io/developer/extending/webhooks/payload-signature
 */
export function detachedSignature({ headers }: RawWebhook): DetachedSignature | undefined {
  const [, encoded, signature] = detached.exec(headers['saleor-signature'] ?? '') ?? [];
  if (encoded === undefined || signature === undefined || !isCanonical(signature)) return undefined;
  const header = Header.safeParse(jsonOrUndefined(Buffer.from(encoded, 'base64url').toString())).data;
  return header && { protected: encoded, signature, kid: header.kid };
}

export const isSignedLikeSaleor = ({ headers }: RawWebhook): boolean => Boolean(headers['saleor-signature']);

/** The last letter of a signature has bits without meaning. Only the form in which they are 0 is a signature. */
const isCanonical = (signature: string): boolean =>
  Buffer.from(signature, 'base64url').toString('base64url') === signature;
