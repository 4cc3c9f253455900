import { ThankflowError } from '../../lib/errors.ts';
import { liveSecrets } from '../../lib/secrets/read.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import type { RunWithin } from './time-budget.ts';

/** Kept for what comes after the secrets: queue and, if that fails, table. */
const reserveMs = 400;

/**
 * Whether a live secret of the shop signed this. A signature that does not fit may be of a secret newer than the one we
 * remember, so it is read again (the cache sees to it that a flood of forgeries does not read it at will).
 * Throws `unavailable` or `bad-secret` where nobody can tell.
 */
export async function isVerified(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<boolean> {
  const { shop } = arrival;
  const remembered = await runWithin(reserveMs, () => ports.secrets.get(shop));
  if (remembered !== undefined && (await isSignedWith(remembered, arrival))) return true;
  const read = await runWithin(reserveMs, () => ports.secrets.refresh(shop));
  if (read === undefined)
    throw new ThankflowError(
      'bad-secret',
      `the shop ${shop} has no webhook secret: put it with \`thankflow secrets put\``,
    );
  return read !== remembered && (await isSignedWith(read, arrival));
}

async function isSignedWith(secret: WebhookSecret, { adapter, webhook, receivedAtMs }: Arrival): Promise<boolean> {
  return await adapter.verify(webhook, liveSecrets(secret, receivedAtMs), receivedAtMs);
}
