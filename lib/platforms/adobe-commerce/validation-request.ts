import type { RawWebhook } from '../platform.ts';
import { isSignedLikeAdobe } from './verify.ts';

/** `{"validationUrl": "https://csm.adobe.io/…"}` */
const form = /^\s*\{\s*"validationUrl"\s*:\s*"[^"]{1,1000}"\s*\}\s*$/;

/**
 * Whether it's what Adobe posts if its challenge wasn't answered. Whoever opens the URL confirms the registration. It isn't signed, so anybody may
 * send one, and thankflow never opens it.
 * @see https://developer.adobe.com/events/docs/guides/#asynchronous-validation
 */
export const isValidationRequest = (webhook: RawWebhook): boolean =>
  !isSignedLikeAdobe(webhook) && webhook.body.length <= 2000 && form.test(webhook.body.toString());
