import { errorFacts } from '../../lib/error-facts.ts';
import {
  isSignature,
  isSignedPurchase,
  readPurchase,
  signatureHeader,
} from '../../lib/partners/thanx/purchase-webhook.ts';
import { secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import { liveSecrets } from '../../lib/secrets/read.ts';
import { end, type Ending, type Response } from './ending.ts';
import type { PurchasePorts, PurchaseRequest } from './ports.ts';

/** The largest body that is read, in bytes. A purchase has about a thousand. */
export const maxBodyBytes = 64 * 1024;

/**
 * Handles a webhook of Thanx's: verifies it, keeps only what says which receipt it may be about, and queues that. It decides nothing about receipts, and reads
 * none.
 */
export async function receivePurchase(request: PurchaseRequest, ports: PurchasePorts): Promise<Response> {
  const { credential } = request;
  // The path is anybody's text until it names a credential.
  if (!ports.hasCredential(credential)) return end({ outcome: 'unknown-credential' }, {}, ports.telemetry);
  return end(await take(request, ports), { credential }, ports.telemetry);
}

async function take({ credential, headers, body }: PurchaseRequest, ports: PurchasePorts): Promise<Ending> {
  if (body.length > maxBodyBytes)
    return { outcome: 'too-large', reason: `the body is larger than ${maxBodyBytes} bytes` };
  const signature = headers[signatureHeader];
  if (!isSignature(signature)) return { outcome: 'unsigned', reason: 'there is no signature, or more than one' };
  try {
    const verification = await verify(credential, body, signature, ports);
    if (verification !== 'verified') return endings[verification];
    const read = readPurchase(body);
    if ('unused' in read) return { outcome: 'unused', reason: read.unused };
    await ports.queue(credential, read.purchase);
    return { outcome: 'accepted', facts: { purchase: read.purchase.purchaseId } };
  } catch (error) {
    return { outcome: 'lost', reason: 'it could not be verified or queued', facts: errorFacts(error) };
  }
}

const noSecret: Ending = { outcome: 'no-secret', reason: 'the credential has no webhook secret' };
const endings: Record<'refused' | Lacking, Ending> = {
  refused: { outcome: 'refused', reason: 'no live secret signed it' },
  'no-secret': noSecret,
  // Secrets Manager's answer to this role if the secret doesn't exist.
  'no-access': noSecret,
  'bad-secret': { outcome: 'lost', reason: "the credential's webhook secret is unusable: put it again" },
};

/**
 * Checks whether one of the live secrets signed the body. If none did, it may be a newer one, so the secret is read again. The cache limits how often.
 * @throws ThankflowError `unavailable` if the secret can't be read
 */
async function verify(
  credential: string,
  body: Buffer,
  signature: string,
  { secrets, now }: PurchasePorts,
): Promise<'verified' | 'refused' | Lacking> {
  const cached = await secretOrLack(secrets.get(credential));
  if ('secret' in cached && isSignedPurchase(body, signature, liveSecrets(cached.secret, now()))) return 'verified';
  const read = await secretOrLack(secrets.readAgain(credential));
  if ('lacks' in read) return read.lacks;
  return isSignedPurchase(body, signature, liveSecrets(read.secret, now())) ? 'verified' : 'refused';
}
