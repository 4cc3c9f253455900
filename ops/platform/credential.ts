import { ThankflowError } from '../../lib/errors.ts';
import { PlatformSecret, type ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { askHidden, askLine, hiddenLines } from '../cli/ask.ts';
import { addressExample, shopAddress } from './address.ts';

/** Tokens of custom apps, and of apps that were installed with OAuth. Anything else is the client ID of an app. */
const shopifyToken = /^shp(?:at|ca|pa|ua)_/;

/** The questions for a platform's credential. Nothing of it is shown. */
const credentialQuestions: Record<ApiPlatform, { first: string; second: string }> = {
  shopify: { first: 'client ID of the app, or access token (shpat_…)', second: 'client secret of the app' },
  woocommerce: { first: 'consumer key (ck_…)', second: 'consumer secret (cs_…)' },
};

/** Whether a credential consists of two parts, by the first one. */
const hasSecondPart = (platform: ApiPlatform, first: string): boolean =>
  platform === 'woocommerce' || !shopifyToken.test(first);

/**
 * Asks for a shop's credential: on a terminal, or a line each from stdin, the address first.
 * @param url the address, if it's already known
 * @throws ThankflowError `usage` or `bad-secret`, which never repeat what was entered
 */
export async function askCredential(platform: ApiPlatform, shop: string, url: string | undefined) {
  const { first, second } = credentialQuestions[platform];
  if (process.stdin.isTTY) {
    const address = shopAddress(
      platform,
      url ?? (await askLine(`Address of ${shop}, such as ${addressExample[platform]}:`)),
    );
    const [part = ''] = await askHidden([`${shop}: ${first}`]);
    const more = hasSecondPart(platform, part) ? await askHidden([`${shop}: ${second}`]) : [];
    return credentialOf(platform, address, [part, ...more]);
  }
  const before = url === undefined ? ['address'] : [];
  const lines = await hiddenLines([...before, first, second], { optional: platform === 'shopify' ? 1 : 0 });
  const [address = '', ...parts] = url === undefined ? lines : [url, ...lines];
  return credentialOf(platform, address, parts);
}

/** @throws as `askCredential` */
export function credentialOf(platform: ApiPlatform, typedUrl: string, parts: readonly string[]): PlatformSecret {
  const [first = '', second] = parts;
  const url = shopAddress(platform, typedUrl);
  const names = !hasSecondPart(platform, first)
    ? { accessToken: first }
    : platform === 'shopify'
      ? { clientId: first, clientSecret: second }
      : { consumerKey: first, consumerSecret: second };
  const parsed = PlatformSecret.safeParse({ platform, url, ...names });
  const isWhole = hasSecondPart(platform, first) === (second !== undefined);
  if (parsed.success && isWhole) return parsed.data;
  const expected =
    platform === 'shopify'
      ? 'an access token (shpat_…), or an app’s client ID and client secret'
      : 'a consumer key (ck_…) and a consumer secret (cs_…)';
  throw new ThankflowError(
    'bad-secret',
    `invalid: expected ${expected}, whole and without spaces. Nothing was written.`,
  );
}
