import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { settingsStore } from '../../../lib/shops/settings-store.ts';
import { startLocalAws } from '../../support/local-aws.ts';
import { startFakeAdmin } from '../fake-admin.ts';

export const api = 'https://hooks.example';

/** A stage's tables and secrets, a platform's API, and one shop after the other that is to be connected. */
export async function shopsToConnect() {
  const [aws, admin] = await Promise.all([startLocalAws({ api }), startFakeAdmin()]);
  let count = 0;
  return {
    aws,
    admin,
    close: () => Promise.all([aws.close(), admin.close()]),
    /** A shop that nothing is known about, and an empty folder. The API accepts one WooCommerce key. */
    async next() {
      const shop = `connect-shop-${(count += 1)}`;
      Object.assign(admin.shop, { webhooks: [], credential: 'ck_0123456789:cs_0123456789', seesWebhooks: true });
      return {
        shop,
        cwd: await mkdtemp(join(tmpdir(), 'thankflow-connect-')),
        secret: (kind: 'webhook' | 'thanku' | 'platform') =>
          JSON.parse(aws.secrets.current(secretNames[kind]('local', shop)) ?? 'null') as Record<string, string> | null,
        stored: () => settingsStore(aws.documents, aws.settingsTable).stored(shop),
      };
    },
  };
}
