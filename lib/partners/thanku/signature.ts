import { createHmac } from 'node:crypto';
import type { ThankuRequest } from './request.ts';

/**
 * The text to sign: six fields joined by `+`, without escaping. `orderId` and `use100Grams` are not part of it.
 * @see https://www.thanku.social/en/business (Postpaid API, "Generating the signature")
 */
export function signedText(request: ThankuRequest): string {
  const { slug, donateeGroup, impactValue, message, language, pid } = request;
  return [slug, donateeGroup, impactValue, message, language, pid].join('+');
}

/**
 * The `x-sig` header: HMAC-SHA256 of `signedText` in UTF-8, as lower-case hex.
 * @param token the wallet's secret
 */
export function sign(request: ThankuRequest, token: string): string {
  return createHmac('sha256', token).update(signedText(request), 'utf8').digest('hex');
}
