import { hourMs } from '../../durations.ts';
import { expiringMap } from '../../lru-map.ts';
import type { CallAdmin } from '../../platforms/admin/call.ts';
import { grantedToken } from '../../platforms/shopify/admin/access-token.ts';
import type { PlatformSecret } from '../../reconcile/platform-secret.ts';

type ShopifySecret = Extract<PlatformSecret, { platform: 'shopify' }>;

/** The tokens that apps got, so that a write doesn't take two calls. Shopify's are valid for a day. */
export function appTokens(call: (url: string) => CallAdmin, now: () => number) {
  const known = expiringMap<() => Promise<string>>(12 * hourMs, 100, now);
  const keyOf = (secret: ShopifySecret) => JSON.stringify(secret);
  return {
    of(secret: ShopifySecret): string | (() => Promise<string>) {
      if ('accessToken' in secret) return secret.accessToken;
      const kept = known.get(keyOf(secret));
      if (kept !== undefined) return kept;
      const token = grantedToken(call(secret.url), secret, now);
      known.set(keyOf(secret), token);
      return token;
    },
    forget: (secret: ShopifySecret): void => known.delete(keyOf(secret)),
  };
}
