import { ThankflowError } from '../../lib/errors.ts';
import { PlatformSecret, type ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { askHidden, askLine, hiddenLines } from '../cli/ask.ts';
import { addressExample, shopAddress, vendorAddress, type Sandboxes } from './address.ts';
import { credentialForms, formOf } from './credential-forms.ts';

/**
 * Asks for a shop's credential: on a terminal, or a line each from stdin, the address first.
 * @param url the address, if it's already known
 * @param sandboxes where the local stack plays the platforms
 * @throws ThankflowError `usage` or `bad-secret`, which never repeat what was entered
 */
export async function askCredential(
  platform: ApiPlatform,
  shop: string,
  url: string | undefined,
  sandboxes: Sandboxes,
): Promise<PlatformSecret> {
  const known = url ?? vendorAddress(platform, sandboxes);
  const forms = credentialForms[platform];
  const first = forms.map(({ parts: [part] }) => part.title).join(', or ');
  if (process.stdin.isTTY) {
    const address = shopAddress(
      platform,
      known ?? (await askLine(`Address of ${shop}, such as ${addressExample[platform] ?? ''}:`)),
    );
    const [part = ''] = await askHidden([`${shop}: ${first}`]);
    const [, ...others] = formOf(platform, part).parts;
    const more = others.length > 0 ? await askHidden(others.map(({ title }) => `${shop}: ${title}`)) : [];
    return credentialOf(platform, address, [part, ...more]);
  }
  const counts = forms.map(({ parts }) => parts.length);
  const longest = forms.find(({ parts }) => parts.length === Math.max(...counts))?.parts ?? [];
  const questions = [first, ...longest.slice(1).map(({ title }) => title)];
  const lines = await hiddenLines(known === undefined ? ['address', ...questions] : questions, {
    optional: Math.max(...counts) - Math.min(...counts),
  });
  const [address = '', ...parts] = known === undefined ? lines : [known, ...lines];
  return credentialOf(platform, address, parts);
}

/** @throws as `askCredential` */
export function credentialOf(platform: ApiPlatform, typedUrl: string, given: readonly string[]): PlatformSecret {
  const url = shopAddress(platform, typedUrl);
  const { parts } = formOf(platform, given[0] ?? '');
  const fields = Object.fromEntries(parts.map(({ field }, index) => [field, given[index]]));
  const parsed = PlatformSecret.safeParse({ platform, url, ...fields });
  if (parsed.success && given.length === parts.length) return parsed.data;
  const expected = credentialForms[platform]
    .map((form) => form.parts.map(({ title }) => title).join(' and '))
    .join(', or ');
  throw new ThankflowError(
    'bad-secret',
    `invalid: expected ${expected}, whole and without spaces. Nothing was written.`,
  );
}
