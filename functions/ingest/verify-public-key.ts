import { ThankflowError } from '../../lib/errors.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import { keyOf } from './public-keys.ts';
import type { RunWithin } from './time-budget.ts';

/**
 * Whether a key that the platform publishes signed the webhook. If none of the remembered ones did, they are fetched again, because the platform
 * may have replaced them.
 * @throws ThankflowError `unavailable` if a key can't be fetched or used: the webhook may be genuine
 */
export async function isSignedWithPublicKey(
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<boolean> {
  const { shop, adapter, webhook, reading, receivedAtMs } = arrival;
  if (reading === undefined)
    throw new ThankflowError(
      'unavailable',
      "the shop's settings are of a newer version: deploy the version that knows them",
    );
  const urls = adapter.publicKeys?.(webhook, reading) ?? [];
  const isSignedWith = async (documents: readonly string[]) =>
    documents.length > 0 && (await adapter.verify(webhook, documents, receivedAtMs));
  const all = (get: (key: string) => Promise<string | undefined>) =>
    Promise.allSettled(urls.map((url) => get(keyOf(shop, url))));

  const known = documentsIn(await runWithin('public key', () => all(ports.publicKeys.get)));
  if (await isSignedWith(known)) return true;
  const answers = await runWithin('public key again', () => all(ports.publicKeys.readAgain));
  const fresh = documentsIn(answers);
  if (await isSignedWith(fresh.filter((document) => !known.includes(document)))) return true;
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined)
    throw new ThankflowError('unavailable', "the platform's public key could not be fetched", {
      cause: failure.reason,
    });
  if (adapter.keysAreWhereSettingsSay === true && urls.length > 0 && fresh.length === 0)
    throw new ThankflowError(
      'unavailable',
      "there is no public key where the shop's settings say: check platformShopId",
    );
  const unusable = fresh.map((document) => adapter.whyUnusable?.(document)).find((why) => why !== undefined);
  if (unusable !== undefined)
    throw new ThankflowError('unavailable', `the platform's public key can't be used: ${unusable}`);
  return false;
}

const documentsIn = (answers: readonly PromiseSettledResult<string | undefined>[]): string[] =>
  answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value !== undefined ? [answer.value] : []));
