import * as z from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { eventSourcesOf } from '../../lib/platforms/shopify/event.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import { needsApi } from '../platform/address.ts';
import { publishesKeys, webhookTraits } from '../platform/webhook-traits.ts';

/** A secret that a stage needs. */
export interface NeededSecret {
  name: string;
  kind: SecretKind;
  /** The shop or the credential that needs it. */
  of: string | undefined;
}

export type SecretKind =
  | 'customer-key'
  | 'link-secret'
  | 'gift-card-key'
  | 'thanx'
  /** Only if an operator has put it: without it, the stage takes no purchase webhooks. */
  | 'thanx-webhook'
  | 'webhook'
  /** The webhook secret of a shop that gets it by registering. */
  | 'registration'
  | 'thanku'
  | 'thanx-user'
  | 'thanx-merchant'
  | 'platform'
  /** The same, of a platform whose webhooks only name orders. */
  | 'fetching'
  | 'notify';

/** As much of a shop's settings as says which secrets it needs, whatever version wrote them. */
const Needs = z.object({
  thanx: z
    .object({
      credential: z.string(),
      members: z.string().optional().catch(undefined),
      mode: z.string().optional().catch(undefined),
      giftCards: z.unknown().optional(),
    })
    .optional()
    .catch(undefined),
  reconcile: z.unknown().optional(),
  platform: PlatformName.optional().catch(undefined),
});

/** The secrets that a stage and its shops need, each once. @param shops those that aren't removed */
export function neededSecrets(
  { name: stage, thanxCredentials, shopifyEvents }: Pick<Stage, 'name' | 'thanxCredentials' | 'shopifyEvents'>,
  shops: readonly { shop: string; raw: RawSettings }[],
): NeededSecret[] {
  const own: NeededSecret[] = [
    { kind: 'customer-key', name: secretNames.customerKey(stage), of: undefined },
    { kind: 'link-secret', name: secretNames.linkSecret(stage), of: undefined },
  ];
  const ofShops = shops.flatMap(({ shop, raw }): NeededSecret[] => {
    const { thanx, reconcile, platform } = Needs.parse(raw);
    const needs: NeededSecret[] = [{ kind: 'thanku', name: secretNames.thanku(stage, shop), of: shop }];
    // Events have no signature. If webhooks are posted, too, ingest tells of a missing secret.
    if (!publishesKeys(platform) && eventSourcesOf(shopifyEvents, shop).length === 0)
      needs.unshift({
        kind: webhookTraits(platform).registers ? 'registration' : 'webhook',
        name: secretNames.webhook(stage, shop),
        of: shop,
      });
    if (reconcile !== undefined || needsApi(platform))
      needs.push({
        kind: needsApi(platform) ? 'fetching' : 'platform',
        name: secretNames.platform(stage, shop),
        of: shop,
      });
    if (targetsIn(raw).length > 0) needs.push({ kind: 'notify', name: secretNames.notify(stage, shop), of: shop });
    // A credential that the stage doesn't have is refused when the settings are applied.
    if (thanx === undefined || !thanxCredentials.includes(thanx.credential)) return needs;
    const { credential, members, mode, giftCards } = thanx;
    needs.push({ kind: 'thanx', name: secretNames.thanx(stage, credential), of: credential });
    if (giftCards !== undefined)
      needs.push({ kind: 'gift-card-key', name: secretNames.giftCardKey(stage), of: undefined });
    if (members === 'token')
      needs.push({ kind: 'thanx-user', name: secretNames.thanxUser(stage, credential, shop), of: shop });
    if (mode === 'baskets')
      needs.push({ kind: 'thanx-merchant', name: secretNames.thanxMerchant(stage, credential, shop), of: shop });
    return needs;
  });
  return [...new Map([...own, ...ofShops].map((needed) => [needed.name, needed])).values()];
}
