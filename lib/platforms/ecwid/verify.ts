import { hourMs, minuteMs } from '../../durations.ts';
import { losslessJsonOrUndefined } from '../payload.ts';
import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';
import { signedPartOf } from './signed-part.ts';

/** Access tokens, which are shown beside the client secret. */
const accessToken = /^(secret|public)_/;

export function whyUnusableForEcwid(secret: string): string | undefined {
  if (accessToken.test(secret)) return 'it is an access token: expected the client_secret of the app';
  if (/^\d+$/.test(secret)) return 'it looks like a store ID: expected the client_secret of the app';
  return /^[\x21-\x7e]+$/.test(secret) ? undefined : 'expected the client_secret of the app, without spaces';
}

/** Events have a few hundred bytes. The body is parsed before it's verified, so strangers mustn't choose how much is parsed. */
const maxBytes = 64 * 1024;

/**
 * Ecwid sends an event again for 24 hours, in the end once an hour. So one that comes an attempt late is taken, too.
 * @see https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/how-to-process-webhooks
 */
const maxAgeMs = 24 * hourMs + hourMs;

/** Ecwid's clock may be ahead of ours. */
const maxAheadMs = 5 * minuteMs;

/**
 * `X-Ecwid-Webhook-Signature`: base64 of HMAC-SHA256 over `eventCreated.eventId`, with the app's client secret. The rest of the body isn't
 * signed: whoever has seen one event can sign any body with its signature, until it's too old. So the reader believes nothing of it.
 * @see https://docs.ecwid.com/build-apps/webhook-automations/setup-webhooks/how-to-process-webhooks
 */
export function verifyEcwid(webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean {
  const given = signature(webhook);
  if (given === undefined || webhook.body.length > maxBytes) return false;
  const signed = signedPartOf(losslessJsonOrUndefined(webhook.body));
  if (signed === undefined) return false;
  const ageMs = nowMs - Number(signed.eventCreated) * 1000;
  if (ageMs > maxAgeMs || ageMs < -maxAheadMs) return false;
  return secrets
    .filter((secret) => whyUnusableForEcwid(secret) === undefined)
    .some((secret) => isDigest(hmacSha256(secret, `${signed.eventCreated}.${signed.eventId}`), given, 'base64'));
}

export const isSignedLikeEcwid = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = ({ headers }: RawWebhook): string | undefined => headers['x-ecwid-webhook-signature'];
