import * as z from 'zod';
import { shopwareKeyOf } from '../known-access.ts';
import type { ShopRegistry } from '../shop-registry.ts';
import { register, RegistrationFailed } from './handshake.ts';
import { readManifest } from './manifest.ts';
import type { ShopwareAccount } from './account.ts';
import { shopIdOf } from './webhooks.ts';

const Install = z.strictObject({
  shop: z.string(),
  /** The whole text of manifest.xml. */
  manifest: z.string(),
  /** Where the shop says that it is: the sandbox. */
  url: z.url(),
  /** Installs the app again: the shop has forgotten its secret, and doesn't sign with it. */
  reinstalls: z.boolean().default(false),
});

/**
 * `POST /_sandbox/apps`: installs an app in a shop, or replaces its secret if it is installed. It registers at the app's server, and subscribes to
 * the webhooks of the manifest.
 * @throws ZodError with what Shopware would show, if the registration fails
 */
export async function installApp(
  body: unknown,
  { registry, accounts }: { registry: ShopRegistry; accounts: Map<string, ShopwareAccount> },
): Promise<object> {
  const { shop: id, manifest, url, reinstalls } = Install.parse(body);
  const { setup, webhooks, privileges } = readManifest(manifest);
  const shop = registry.open({ id, secret: '' });
  const { options, outbox } = shop;
  const isInstalled = outbox.subscriptions.length > 0 && options.secret !== '';
  const key = shopwareKeyOf(id);
  try {
    const secret = await register(
      setup,
      {
        shopId: shopIdOf(id),
        shopUrl: url,
        apiKey: key.clientId,
        secretKey: key.clientSecret,
        currentSecret: isInstalled && !reinstalls ? options.secret : undefined,
      },
      { now: options.now },
    );
    options.secret = secret;
    for (const { id: old } of outbox.subscriptions) outbox.unsubscribe(old);
    for (const { event, url: to } of webhooks) outbox.subscribe(event, to, { secret });
  } catch (error) {
    if (!(error instanceof RegistrationFailed)) throw error;
    throw new z.ZodError([{ code: 'custom', path: ['manifest'], message: error.message, input: undefined }]);
  }
  accounts.set(key.clientId, { shop, ...key, privileges: new Set(privileges), revoked: false });
  registry.changed();
  return { shop: id, shopId: shopIdOf(id), webhooks: webhooks.map(({ event }) => event) };
}
