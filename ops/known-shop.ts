import { ThankflowError } from '../lib/errors.ts';
import { didYouMean } from '../lib/order/nearest.ts';
import { settingsStore, type AppliedSettings } from '../lib/shops/settings-store.ts';
import type { StageAws } from './aws.ts';

/** The settings of a shop that must be there; else `usage` with the nearest one. */
export async function knownShop(
  { documents, settingsTable, stage }: Pick<StageAws, 'documents' | 'settingsTable' | 'stage'>,
  shop: string,
): Promise<AppliedSettings> {
  const store = settingsStore(documents, settingsTable);
  const applied = await store.applied(shop);
  if (applied !== undefined) return applied;
  const others = (await store.list()).map(({ settings }) => settings.shop);
  const meant = didYouMean(shop, others);
  const there = others.length === 0 ? 'It has no shops yet.' : `It has ${others.join(', ')}.`;
  throw new ThankflowError('usage', `stage ${stage.name} has no shop "${shop}"${meant}. ${there}`);
}

/** The shop that is asked for, or all that there are. */
export async function shopsMeant(
  aws: Pick<StageAws, 'documents' | 'settingsTable' | 'stage'>,
  shop: string | undefined,
): Promise<AppliedSettings[]> {
  return shop === undefined
    ? await settingsStore(aws.documents, aws.settingsTable).list()
    : [await knownShop(aws, shop)];
}
