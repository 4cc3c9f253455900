import type * as z from 'zod';
import { minuteMs } from '../../lib/durations.ts';
import type { Reply } from '../partners/reply.ts';
import type { AdminRoutes, SandboxApi, SandboxCall } from '../partners/sandbox-api.ts';
import { accountsOf, setRevoked, type ShopAccount, type ShopSandboxOptions } from './shop-accounts.ts';
import { shopAdminRoutes } from './shop-admin.ts';

/** What differs between the sandboxes of platforms' APIs. */
interface PlatformApi<Account extends ShopAccount, Access extends { shop: string }> {
  /** The order that a call is about. */
  subjectOf(call: SandboxCall): string | undefined;
  act(call: SandboxCall): Reply;
  /** The body of `PUT /_sandbox/access`: the shop, and what its credentials may do. */
  access: z.ZodType<Access>;
  allow(account: Account, access: Omit<Access, 'shop'>): void;
  /** Admin routes of this platform alone. */
  admin?: AdminRoutes;
}

/** The sandbox of a platform's API, which serves all shops of the registry. */
export const shopSandbox = <Account extends ShopAccount, Access extends { shop: string }>(
  { registry, accounts, prepare, learn }: ShopSandboxOptions<Account>,
  { subjectOf, act, access, allow, admin = {} }: PlatformApi<Account, Access>,
): SandboxApi => ({
  subjectOf,
  ...(prepare !== undefined && { prepare }),
  ...(learn !== undefined && { learn }),
  act,
  withoutId: (reply) => reply,
  books: () => ({ orders: registry.shops.map((shop) => ({ shop: shop.options.id, orders: shop.orders.length })) }),
  reset: () => registry.reset(),
  admin: {
    ...shopAdminRoutes(registry, { setRevoked: (shop, revoked) => setRevoked(accounts, shop, revoked) }),
    'PUT /_sandbox/access': (body) => {
      const { shop, ...allowed } = access.parse(body);
      const found = accountsOf(accounts, shop);
      for (const account of found) allow(account, allowed);
      return { found: found.length > 0 };
    },
    ...admin,
  },
  close: () => registry.close(),
});

/** An answer with the time of the shop's clock. */
export const dated = ({ shop: { options, faults } }: ShopAccount, reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, date: new Date(options.now() + faults.dateSkewMs).toUTCString() },
});

/** Whether a fault says that this call is one too many. */
export function isOneTooMany({ shop: { faults } }: Pick<ShopAccount, 'shop'>): boolean {
  if (faults.tooManyRequests === 0) return false;
  faults.tooManyRequests -= 1;
  return true;
}

/** A credential whose calls are limited. */
export interface LimitedAccount extends ShopAccount {
  /** When its last calls were, epoch ms. */
  calls: number[];
}

/** Whether the last minute has more calls than are allowed, or a fault says so. */
export function isOverLimit(account: LimitedAccount, callsPerMinute: number): boolean {
  const nowMs = account.shop.options.now();
  account.calls = [...account.calls.filter((atMs) => atMs > nowMs - minuteMs), nowMs];
  return isOneTooMany(account) || account.calls.length > callsPerMinute;
}
