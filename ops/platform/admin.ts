import { callAdmin } from '../../lib/platforms/admin/call.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import { adminOf } from '../../lib/reconcile/admin-of.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';

/** A person waits. */
const callTimeoutMs = 20_000;

/** The admin API of a shop, called from this machine. @param settings if this version can read them */
export const shopAdmin = (secret: PlatformSecret, settings: ShopSettings | undefined): PlatformAdmin =>
  adminOf(secret, callAdmin(secret.url, callTimeoutMs), Date.now, settings);
