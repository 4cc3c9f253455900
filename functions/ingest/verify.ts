import { ThankflowError } from '../../lib/errors.ts';
import { liveSecrets } from '../../lib/secrets/read.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import { patience, type RunWithin } from './time-budget.ts';

export type Verdict = 'verified' | 'refused' | 'no-secret' | 'bad-secret';

/**
 * Whether a live secret of the shop signed this. A signature that does not fit may be of a secret newer than the one we
 * remember, so it is read again (the cache sees to it that a flood of forgeries does not read it at will).
 * Throws `unavailable` where nobody can tell: only a secret that was read just now, or a moment ago, proves a forgery.
 */
export async function verify(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Verdict> {
  try {
    return await judge(arrival, ports, runWithin);
  } catch (error) {
    const cause = error instanceof ThankflowError ? error.cause : undefined;
    const code = cause instanceof ThankflowError ? cause.code : undefined;
    if (code === 'bad-secret') return 'bad-secret';
    // That is how Secrets Manager answers a role for a secret that does not exist.
    if (code === 'no-access') return 'no-secret';
    throw error;
  }
}

async function judge(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Verdict> {
  const { shop } = arrival;
  const remembered = await runWithin('secret', () => ports.secrets.get(shop, patience(ports)));
  if (remembered !== undefined && (await isSignedWith(remembered, arrival))) return 'verified';
  const read = await runWithin('secret again', () => ports.secrets.readAgain(shop));
  if (read === undefined) return 'no-secret';
  return read !== remembered && (await isSignedWith(read, arrival)) ? 'verified' : 'refused';
}

async function isSignedWith(secret: WebhookSecret, { adapter, webhook, receivedAtMs }: Arrival): Promise<boolean> {
  return await adapter.verify(webhook, liveSecrets(secret, receivedAtMs), receivedAtMs);
}
