import type { ShopSettings } from '../../lib/shops/settings.ts';
import { credentialControl } from '../../lib/store/control.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ChangeWarning } from './change-warning.ts';

/**
 * Baskets that a stage wouldn't send yet: `submit-to-thanx` sends none before `thanx certify` has passed for the credential. On a laptop they may be
 * applied first, because they are certified with the settings in effect.
 */
export async function refusedBaskets(
  { shop, thanx }: ShopSettings,
  {
    documents,
    controlTable,
    stage: { name, spend },
  }: Pick<StageAws, 'documents' | 'controlTable'> & { stage: Pick<StageAws['stage'], 'name' | 'spend'> },
): Promise<ChangeWarning[]> {
  if (thanx?.mode !== 'baskets' || spend !== 'real' || name === 'local') return [];
  const { basketsCertified } = await credentialControl(documents, controlTable, thanx.credential).get();
  if (basketsCertified !== undefined) return [];
  const message =
    `stage ${name} may not send baskets with the Thanx credential "${thanx.credential}" yet, because nothing shows that Thanx accepts the same ` +
    `basket twice. Certify the shop at Thanx's sandbox, on a stage that calls it, and bring the recording here: ` +
    `./thankflow thanx certify --shop ${shop} --from recording.jsonl --stage ${name}`;
  return [{ path: ['thanx', 'mode'], message }];
}
