import { hourMs } from '../../durations.ts';
import { expiringMap } from '../../lru-map.ts';
import type { CallAdmin } from '../../platforms/admin/call.ts';
import { grantedToken } from '../../platforms/shopify/admin/access-token.ts';
import type { PlatformSecret } from '../../reconcile/platform-secret.ts';

type ShopifySecret = Extract<PlatformSecret, { platform: 'shopify' }>;

const keyOf = (secret: ShopifySecret): string => JSON.stringify(secret);

/** The tokens that apps got, so that not every write asks for one. Shopify's are valid for a day. */
export function appTokens(now: () => number) {
  const known = expiringMap<string>(12 * hourMs, 100, now);
  return {
    of(secret: ShopifySecret, call: CallAdmin): string | (() => Promise<string>) {
      if ('accessToken' in secret) return secret.accessToken;
      const kept = known.get(keyOf(secret));
      if (kept !== undefined) return kept;
      const grant = grantedToken(call, secret, now);
      return async () => {
        const token = await grant();
        known.set(keyOf(secret), token);
        return token;
      };
    },
    forget: (secret: ShopifySecret): void => known.delete(keyOf(secret)),
  };
}
