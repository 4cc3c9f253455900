import { secretNames } from '../../lib/secrets/secrets.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import { targetControl } from '../../lib/store/control.ts';
import type { ShopFacts, TargetFact } from '../connection/facts.ts';
import type { StageAws } from '../stage/aws.ts';
import { entryOf, StoredEntries } from './entries.ts';
import { mayWrite } from './may-write.ts';
import { targetSecrets } from './target-secrets.ts';

/** What is known about each of a shop's own systems. Asks platforms whether their credentials may write. */
export async function targetFacts(aws: StageAws, shop: string, raw: RawSettings): Promise<ShopFacts['notify']> {
  const found = await targetSecrets(aws, shop, raw);
  if ('problem' in found || found.targets.length === 0) return found;
  const stored = await currentSecret(aws.secrets, StoredEntries, secretNames.notify(aws.stage.name, shop));
  const control = targetControl(aws.documents, aws.controlTable);
  const targets = await Promise.all(
    found.targets.map(async (target): Promise<TargetFact> => {
      const entry = entryOf(stored, target.name);
      const checked = entry !== undefined && 'platform' in entry ? await mayWrite(entry.platform) : undefined;
      const { hold } = await control(shop, target.name).get();
      return { ...target, ...(checked && { mayWrite: checked }), ...(hold && { hold }) };
    }),
  );
  return { ...found, targets };
}
