import { ThankflowError } from '../../lib/errors.ts';
import { liveSecrets } from '../../lib/secrets/read.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import { patience, type RunWithin } from './time-budget.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';

export type Verification = 'verified' | 'refused' | 'no-secret' | 'bad-secret';

/**
 * Checks whether one of the shop's live secrets signed the webhook, or a key of the platform. If the signature doesn't match, the secret may be newer than the cached
 * one, so it is read again. The cache limits how often, so that forgeries can't cause a flood of reads.
 * @throws ThankflowError `unavailable` if the secret can't be read: only one that was read within the last moments proves a forgery
 */
export async function verify(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Verification> {
  if (arrival.adapter.publicKeys !== undefined) {
    const { isSignedWithPublicKey } = await import('./verify-public-key.ts');
    return (await isSignedWithPublicKey(arrival, ports, runWithin)) ? 'verified' : 'refused';
  }
  try {
    return await checkSignature(arrival, ports, runWithin);
  } catch (error) {
    const cause = error instanceof ThankflowError ? error.cause : undefined;
    const code = cause instanceof ThankflowError ? cause.code : undefined;
    if (code === 'bad-secret') return 'bad-secret';
    // Secrets Manager's answer to this role if the secret doesn't exist.
    if (code === 'no-access') return 'no-secret';
    throw error;
  }
}

async function checkSignature(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Verification> {
  const { shop } = arrival;
  const cached = await runWithin('secret', () => ports.secrets.get(shop, patience(ports)));
  if (cached !== undefined && (await isSignedWith(cached, arrival))) return 'verified';
  const read = await runWithin('secret again', () => ports.secrets.readAgain(shop));
  if (read === undefined) return 'no-secret';
  if (read !== cached && (await isSignedWith(read, arrival))) return 'verified';
  const { adapter } = arrival;
  // A previous secret may be another platform's. It says nothing about what the current one refuses.
  return adapter.whyUnusable?.(read.current) === undefined ? 'refused' : 'bad-secret';
}

async function isSignedWith(secret: WebhookSecret, { adapter, webhook, receivedAtMs }: Arrival): Promise<boolean> {
  return await adapter.verify(webhook, liveSecrets(secret, receivedAtMs), receivedAtMs);
}
