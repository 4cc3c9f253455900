import { clientConfig } from '../lib/local-stack/endpoints.ts';
import { CardKeysSecret, PublicCardKey } from '../lib/sealing/card-keys.ts';
import { publicKeyStore } from '../lib/sealing/public-key-store.ts';
import { parseSecret } from '../lib/secrets/read.ts';
import { secretNames } from '../lib/secrets/secrets.ts';
import { documentClient } from '../lib/store/documents.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';

const name = secretNames.giftCardKey('local');

/** Creates the stage's key for gift cards if there is none, and stores its public half for ingest. */
export async function makeCardKey(
  secrets: SecretsManager,
  to: { url: string; region: string; settingsTable: string },
): Promise<void> {
  const kept = secrets.current(name);
  if (kept === undefined) {
    // Only a first start loads what makes keys.
    const { withNewKey } = await import('../lib/sealing/new-key.ts');
    const { secret } = await withNewKey(undefined, 'local-1');
    secrets.create([{ name, value: JSON.stringify(secret) }]);
  }
  const { keys } = parseSecret(CardKeysSecret, name, secrets.current(name) ?? '');
  const documents = documentClient(clientConfig(to.url, to.region));
  const publicKeys = publicKeyStore(documents, to.settingsTable);
  await publicKeys.replace(await publicKeys.get(), PublicCardKey.parse(keys[0]));
  documents.destroy();
}
