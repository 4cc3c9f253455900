import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { jsonOrUndefined } from '../lib/json.ts';
import { secretOrLack } from '../lib/secrets/lacking.ts';
import {
  secretNames,
  ThanxMerchantSecret,
  ThanxSecret,
  ThanxUserSecret,
  WebhookSecret,
} from '../lib/secrets/secrets.ts';
import { thankuTokens } from '../lib/secrets/thanku-tokens.ts';
import { shopsOfSlug } from '../lib/shops/pid-prefixes.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import type { SecretsManager } from './aws/secrets-manager.ts';
import type { AwsServers } from './aws/servers.ts';
import { NotifySecret, TargetSecret } from '../lib/notify/secret.ts';
import type { KlaviyoAccounts } from './partners/klaviyo-sandbox.ts';
import type { ThankuAccounts } from './partners/thanku-sandbox.ts';
import type { ThanxAccounts } from './partners/thanx/state.ts';

const stage = 'local';

interface SettingsRows extends Pick<AwsServers, 'onWrite'> {
  documents: DynamoDBDocumentClient;
  settingsTable: string;
}

/**
 * The accounts that the sandboxes accept: the tokens and credentials in the stage's secrets, and the merchants in its settings. Changes take
 * effect immediately: secrets are read for each call, and the settings again after each write to their table.
 * @param apiUrl of the stage, where Thanx reports purchases
 */
export function partnerAccounts(
  secrets: Pick<SecretsManager, 'current'>,
  { documents, settingsTable, onWrite }: SettingsRows,
  thanxCredentials: readonly string[],
  apiUrl: string,
): { thanku: ThankuAccounts; thanx: ThanxAccounts; klaviyo: KlaviyoAccounts } {
  const settings = settingsStore(documents, settingsTable);
  const tokenOf = thankuTokens(async (name) => secrets.current(name), stage, 'shared');
  const bySlug = remembered((slug) => shopsOfSlug({ documents, settingsTable }, slug));
  const all = remembered(() => settings.list());
  onWrite((table) => {
    if (table !== settingsTable) return;
    bySlug.forget();
    all.forget();
  });
  return {
    async thanku(slug) {
      const shops = await bySlug.read(slug);
      const found = await Promise.all(shops.map((shop) => secretOrLack(tokenOf(shop))));
      return found.flatMap((one) => ('secret' in one ? one.secret.token : []));
    },
    async klaviyo() {
      return (await all.read('all')).flatMap(({ shop }) => {
        const { targets = {} } = secretAs(secrets, NotifySecret, secretNames.notify(stage, shop)) ?? {};
        return Object.values(targets).flatMap((target) => {
          const secret = TargetSecret.safeParse(target).data;
          return secret?.to === 'klaviyo' ? [{ shop, apiKey: secret.apiKey }] : [];
        });
      });
    },
    async thanx() {
      const shops = (await all.read('all')).flatMap(({ shop, settings: known }) =>
        known?.thanx === undefined ? [] : [{ shop, ...known.thanx }],
      );
      return thanxAccounts(secrets, shops, thanxCredentials, apiUrl);
    },
  };
}

type ThanxShop = { shop: string } & NonNullable<ShopSettings['thanx']>;

function thanxAccounts(
  secrets: Pick<SecretsManager, 'current'>,
  shops: readonly ThanxShop[],
  names: readonly string[],
  apiUrl: string,
): Awaited<ReturnType<ThanxAccounts>> {
  const credentials = names.flatMap((name) => {
    const secret = secretAs(secrets, ThanxSecret, secretNames.thanx(stage, name));
    return secret === undefined ? [] : [{ name, ...secret }];
  });
  return {
    credentials: credentials.map(({ clientId, accessToken }) => ({ clientId, accessToken })),
    merchants: shops.map(({ shop, credential, merchantId, locationUid }) => ({
      id: merchantId,
      name: shop,
      handle: shop,
      key: secretAs(secrets, ThanxMerchantSecret, secretNames.thanxMerchant(stage, credential, shop))?.merchantKey,
      ...(locationUid !== undefined && { locationUids: [locationUid] }),
    })),
    members: shops.flatMap(({ shop, credential, merchantId }) => {
      const token = secretAs(secrets, ThanxUserSecret, secretNames.thanxUser(stage, credential, shop))?.token;
      const clientId = credentials.find(({ name }) => name === credential)?.clientId;
      if (token === undefined || clientId === undefined) return [];
      const userId = createHash('sha256').update(`${merchantId} ${token}`).digest('hex').slice(0, 12);
      return [{ token, clientId, merchantId, userId }];
    }),
    webhooks: credentials.flatMap(({ name, clientId }) => {
      const secret = secretAs(secrets, WebhookSecret, secretNames.thanxWebhook(stage, name))?.current;
      return secret === undefined ? [] : [{ clientId, url: `${apiUrl}/thanx/${name}`, secret }];
    }),
  };
}

/** What has been read, by key, until it's forgotten. A read that failed is repeated. */
function remembered<Value>(read: (key: string) => Promise<Value>) {
  const known = new Map<string, Promise<Value>>();
  return {
    read: (key: string): Promise<Value> => {
      const value = known.get(key) ?? read(key);
      known.set(key, value);
      value.catch(() => known.delete(key));
      return value;
    },
    forget: () => known.clear(),
  };
}

/** Returns a secret's current value; `undefined` if there is none, or an invalid one. */
export function secretAs<Schema extends z.ZodType>(
  secrets: Pick<SecretsManager, 'current'>,
  schema: Schema,
  name: string,
): z.infer<Schema> | undefined {
  return schema.safeParse(jsonOrUndefined(secrets.current(name) ?? '')).data;
}
