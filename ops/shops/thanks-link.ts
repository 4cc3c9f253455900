import { LinkSecret, secretNames } from '../../lib/secrets/secrets.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import { keyVersionsIn } from '../../lib/shops/thanks-page-settings.ts';
import { linkKey, thanksLink } from '../../lib/thanks-link.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import type { StageAws } from '../stage/aws.ts';

/** A shop's link key. `undefined`: the stage was deployed by a version without links. @throws `bad-secret` */
export async function linkKeyOf(
  { secrets, stage }: Pick<StageAws, 'secrets' | 'stage'>,
  shop: string,
  version: number,
): Promise<string | undefined> {
  const secret = await currentSecret(secrets, LinkSecret, secretNames.linkSecret(stage.name));
  return secret && linkKey(secret.key, shop, version);
}

/** The link of an order's page, with the newest valid key. `undefined`: see `linkKeyOf`. */
export async function linkOf(
  aws: StageAws,
  settings: RawSettings,
  shop: string,
  orderId: string,
): Promise<string | undefined> {
  const [newest] = keyVersionsIn(settings);
  const key = newest && (await linkKeyOf(aws, shop, newest));
  return key ? thanksLink(await aws.apiUrl(), key, shop, orderId) : undefined;
}
