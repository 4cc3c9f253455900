import type { RawWebhook } from '../platform.ts';
import { isSignedWith } from '../standard/verify.ts';

/** A client secret as BigCommerce shows it: visible characters without spaces. */
const secretText = /^[\x21-\x7e]{16,200}$/;

/** Not `whsec_`: that is how other senders of Standard Webhooks write their keys. */
export const whyUnusableForBigCommerce = (secret: string): string | undefined =>
  secretText.test(secret) && !secret.startsWith('whsec_')
    ? undefined
    : 'expected the client secret of the API account that created the webhooks, as BigCommerce showed it';

/**
 * Standard Webhooks, with the client secret of the API account that created the webhook. The key is the secret's own bytes: it isn't decoded,
 * although the libraries of Standard Webhooks want it encoded in base64.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks/https-webhook-overview
 */
export const verifyBigCommerce = (webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean =>
  isSignedWith(
    secrets.filter((secret) => whyUnusableForBigCommerce(secret) === undefined).map((secret) => Buffer.from(secret)),
    webhook,
    nowMs,
  );

export const isSignedLikeBigCommerce = ({ headers }: RawWebhook): boolean => Boolean(headers['webhook-signature']);
