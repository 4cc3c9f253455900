import { losslessJsonOrUndefined } from '../payload.ts';
import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';
import { sentAtMsOf } from './envelope.ts';

/** How far the signed time may be from ours, in both directions. Shopware sets it each time that it sends. */
const toleranceMs = 5 * 60_000;

/**
 * `shopware-shop-signature`: HMAC-SHA256 of the raw body in lower-case hex, with the secret that the shop got when it registered. A body
 * without a time can't be checked for its age; since it's signed, Shopware has sent it like that.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/App/Hmac/RequestSigner.php
 */
export function verifyShopware(webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean {
  const given = signature(webhook);
  if (!secrets.some((secret) => isDigest(hmacSha256(secret, webhook.body), given, 'hex'))) return false;
  // Parsed last: nobody without a secret can make ingest parse anything.
  const sentAtMs = sentAtMsOf(losslessJsonOrUndefined(webhook.body));
  return sentAtMs === undefined || Math.abs(nowMs - sentAtMs) <= toleranceMs;
}

/** Shopware sends webhooks that belong to no app without a signature. They are refused. */
export const isSignedLikeShopware = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = ({ headers }: RawWebhook): string | undefined => headers['shopware-shop-signature'];
