import { DecidedInHours } from '../../lib/order/receipt/expected.ts';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { settingsStore, wholly, type AppliedSettings, type StoredSettings } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';

/** A shop's stored settings, readable or not. @throws `usage` with a similar name if the stage has no such shop */
export async function knownShop(
  { documents, settingsTable, stage }: Pick<StageAws, 'documents' | 'settingsTable' | 'stage'>,
  shop: string,
): Promise<StoredSettings> {
  const store = settingsStore(documents, settingsTable);
  const stored = await store.stored(shop);
  if (stored !== undefined) return stored;
  const others = (await store.list()).map((one) => one.shop);
  const meant = didYouMean(shop, others);
  const there = others.length === 0 ? 'It has no shops yet.' : `It has ${others.join(', ')}.`;
  throw new ThankflowError('usage', `stage ${stage.name} has no shop "${shop}"${meant}. ${there}`);
}

/** A shop's settings. @throws `usage` if the stage has no such shop, `settings-newer` if this version doesn't know all of them */
export const readableShop = async (...of: Parameters<typeof knownShop>): Promise<AppliedSettings> =>
  wholly(await knownShop(...of));

const ThanxAccount = z.object({
  thanx: z
    .object({
      credential: z.string(),
      merchantId: z.string(),
      members: z.enum(['email', 'token']).default('email'),
      mode: z.enum(['receipts', 'baskets']).default('receipts'),
      decidedInHours: DecidedInHours.optional(),
    })
    .optional(),
});

/**
 * The Thanx account of the shop's receipts or baskets, also if other settings can't be read; `undefined`: the shop sends none.
 * @throws `settings-newer` if this version can't read the account
 */
export function thanxOf(stored: StoredSettings): z.infer<typeof ThanxAccount>['thanx'] {
  const account = ThanxAccount.safeParse(stored.raw);
  return account.success ? account.data.thanx : ThanxAccount.parse(wholly(stored).settings).thanx;
}

/** The given shop, or all shops. @throws `usage` if the stage has no such shop */
export async function shopsMeant(
  aws: Pick<StageAws, 'documents' | 'settingsTable' | 'stage'>,
  shop: string | undefined,
): Promise<StoredSettings[]> {
  return shop === undefined
    ? await settingsStore(aws.documents, aws.settingsTable).list()
    : [await knownShop(aws, shop)];
}
