import { ThankflowError } from '../../lib/errors.ts';
import { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import { askHidden, askLine } from '../cli/ask.ts';
import { addressExample, shopAddress, type ApiPlatform } from './address.ts';

/** What a person enters besides the shop's address, none of it shown. */
export const credentialParts: Record<ApiPlatform, readonly { name: string; question: string }[]> = {
  shopify: [{ name: 'accessToken', question: 'Admin API access token (shpat_…)' }],
  woocommerce: [
    { name: 'consumerKey', question: 'consumer key (ck_…)' },
    { name: 'consumerSecret', question: 'consumer secret (cs_…)' },
  ],
};

/**
 * Asks for a shop's credential: on a terminal, or a line each from stdin, the address first.
 * @param url the address, if it's already known
 * @throws ThankflowError `usage` or `bad-secret`, which never repeat what was entered
 */
export async function askCredential(platform: ApiPlatform, shop: string, url: string | undefined) {
  const hidden = credentialParts[platform].map(({ question }) => `${shop}: ${question}`);
  if (url !== undefined) return credentialOf(platform, url, await askHidden(hidden));
  if (process.stdin.isTTY) {
    const typed = shopAddress(platform, await askLine(`Address of ${shop}, such as ${addressExample[platform]}:`));
    return credentialOf(platform, typed, await askHidden(hidden));
  }
  const [typed = '', ...secrets] = await askHidden([`${shop}: address`, ...hidden]);
  return credentialOf(platform, typed, secrets);
}

/** @throws as `askCredential` */
export function credentialOf(platform: ApiPlatform, typedUrl: string, secrets: readonly string[]): PlatformSecret {
  const parts = Object.fromEntries(credentialParts[platform].map(({ name }, index) => [name, secrets[index]]));
  const parsed = PlatformSecret.safeParse({ platform, url: shopAddress(platform, typedUrl), ...parts });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new ThankflowError(
    'bad-secret',
    `invalid: ${wrong}. Expected the full value: letters, digits and signs, no spaces. Nothing was written.`,
  );
}
