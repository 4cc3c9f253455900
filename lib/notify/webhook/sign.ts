import { createHmac } from 'node:crypto';
import type { TargetSecret } from '../secret.ts';

type WebhookSecret = Extract<TargetSecret, { to: 'webhook' }>;

/**
 * The signature of one attempt: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`.
 * @param secret base64, with or without `whsec_`
 * @param timestamp whole seconds since 1970
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export function standardSignature(secret: string, id: string, timestamp: string, body: string | Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

/**
 * The headers of one attempt, signed with the current secret and, until it expires, with the one before it. The receiver accepts either.
 * @param id the event's, the same for each attempt
 * @param nowMs the time of this attempt, not of the event: receivers refuse old ones
 */
export function signedHeaders(
  { current, previous }: WebhookSecret,
  { id, body }: { id: string; body: string },
  nowMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const secrets =
    previous !== undefined && Date.parse(previous.expiresAt) > nowMs ? [current, previous.secret] : [current];
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => standardSignature(secret, id, timestamp, body)).join(' '),
  };
}
