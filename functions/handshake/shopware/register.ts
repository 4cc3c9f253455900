import { hmacSha256, isDigest } from '../../../lib/platforms/signature.ts';
import type { Ending } from '../ending.ts';
import type { HandshakePorts, HandshakeRequest, HandshakeShop } from '../ports.ts';
import { isRecent, clockProblem } from './clock.ts';
import { noApp, readApp, readWebhookSecret, whyNotThisShop } from './known-shop.ts';
import { fingerprint, sealPromise } from './promise.ts';
import { isSafeShopUrl, unsafeShopUrl } from './shop-url.ts';

/**
 * Shopware's first request: `GET ?shop-id=…&shop-url=…&timestamp=…`, signed with the app's secret. A registered shop that replaces its secret
 * also signs with the one that it has. The answer promises a new secret; nothing is stored, and nothing changes until the shop confirms.
 * @see https://developer.shopware.com/docs/guides/plugins/apps/lifecycle/app-registration-setup.html
 */
export async function registerShopware(
  known: HandshakeShop,
  request: HandshakeRequest,
  ports: HandshakePorts,
): Promise<Ending> {
  const { shop } = known;
  const { query, headers } = request;
  const parameters = new URLSearchParams(query);
  const [shopId, shopUrl, timestamp] = ['shop-id', 'shop-url', 'timestamp'].map((name) => parameters.get(name) ?? '');
  if (!shopId || !shopUrl || !timestamp || shopId.length > 64 || shopUrl.length > 500)
    return { outcome: 'malformed', reason: 'expected shop-id, shop-url and timestamp, as Shopware sends them.' };
  const app = (await readApp(shop, ports))?.value;
  if (app === undefined) return noApp;
  const { name: appName, secret: appSecret } = app;
  // Shopware signs the query as it sends it, and its SDKs check what it means. A gateway may have encoded it differently.
  const messages = [query, `shop-id=${shopId}&shop-url=${shopUrl}&timestamp=${timestamp}`];
  const isSigned = messages.some((message) =>
    isDigest(hmacSha256(appSecret, message), headers['shopware-app-signature'], 'hex'),
  );
  if (!isSigned)
    return { outcome: 'unsigned', reason: "the app's secret in the manifest isn't the one that thankflow has." };
  const nowMs = ports.now();
  if (!isRecent(timestamp, nowMs)) return clockProblem;
  if (!isSafeShopUrl(shopUrl, ports.apiUrl)) return unsafeShopUrl;
  const webhook = (await readWebhookSecret(shop, ports)).value;
  const claim = { shopId, messages, signature: headers['shopware-shop-signature'] };
  const problem = whyNotThisShop({ app, webhook }, known, claim, nowMs);
  if (problem !== undefined) return problem;
  const secret = ports.randomSecret();
  const replaces = fingerprint(webhook?.current);
  const sealed = sealPromise(
    { secret, shopId, shopUrl, replaces, madeAtMs: nowMs },
    { appSecret, stage: ports.stage, shop },
  );
  const proof = hmacSha256(appSecret, shopId, shopUrl, appName)?.toString('hex');
  return {
    outcome: 'promised',
    answer: { proof, secret, confirmation_url: `${ports.apiUrl}/handshakes/${shop}?promise=${sealed}` },
  };
}
