import * as z from 'zod';
import { WebhookSecret } from '../secrets/secrets.ts';
import type { PlatformName } from '../shops/platform-name.ts';
import { senders } from './senders.ts';

/**
 * A shop's webhook secret, with what is signed with where that's another key (Wix). Only the local stack, which plays the platforms, stores a
 * signing key. A stage in AWS has no signing key, because whoever has it could send orders.
 */
export const SentSecret = WebhookSecret.extend({ signingKey: z.string().optional() });
export type SentSecret = z.infer<typeof SentSecret>;

/** A new one, at random. */
export function newSentSecret(platform: PlatformName): SentSecret {
  const made = senders[platform].newSecret();
  return typeof made === 'string' ? { current: made } : { current: made.secret, signingKey: made.signingKey };
}

/** The part of a shop that signs its webhooks. */
export const signedWith = ({ current, signingKey }: SentSecret): { webhookSecret: string; signingKey?: string } => ({
  webhookSecret: current,
  ...(signingKey !== undefined && { signingKey }),
});
