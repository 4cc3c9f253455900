import { senders } from '../../lib/senders/senders.ts';
import { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { serve, type Served } from '../http/serve.ts';
import type { PlatformShops } from '../platform-shops.ts';

/**
 * Serves the public keys of the local shops' platforms, for all hosts: `GET /<host>/<path>` answers what `https://<host>/<path>` would.
 * ingest finds it by HTTPS_PREFIX.
 */
export const startKeyServer = (shops: PlatformShops): Promise<Served> =>
  serve(async ({ method, url = '' }, response) => {
    const text = method === 'GET' ? await published(shops, `https://${url.slice(1)}`) : undefined;
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' });
    response.end(text);
  });

async function published(shops: PlatformShops, url: string): Promise<string | undefined> {
  for (const platform of ApiPlatform.options) {
    const { publicKey } = senders[platform];
    if (publicKey === undefined) continue;
    for (const shop of await shops(platform)) {
      const known = publicKey(shop);
      if (known.url === url) return known.text;
    }
  }
  return undefined;
}
