import * as z from 'zod';
import type { SandboxCall } from '../partners/sandbox-api.ts';
import type { SandboxShop } from './sandbox-shop.ts';
import type { ShopRegistry } from './shop-registry.ts';

/** A credential of a shop's API. */
export interface ShopAccount {
  shop: SandboxShop;
  revoked: boolean;
  /** The shop's second credential, which may write orders. */
  writes?: true;
}

/** Which of a shop's credentials `PUT /_sandbox/access` is about. Default: all. */
export const WhichCredential = z.enum(['reading', 'writing']).optional();

export const isMeant = ({ writes }: ShopAccount, which: z.infer<typeof WhichCredential>): boolean =>
  which === undefined || (which === 'writing') === (writes === true);

/** What the sandbox of a platform's API is made of. */
export interface ShopSandboxOptions<Account extends ShopAccount> {
  registry: ShopRegistry;
  /** By token or consumer key. They may be added while it runs. */
  accounts: Map<string, Account>;
  /** Opens shops that are new. Runs before each request. */
  prepare?: () => Promise<void>;
  /** Opens the shop of a call's credential. Runs before the call. */
  learn?: (call: SandboxCall) => Promise<void>;
}

export const accountsOf = <Account extends ShopAccount>(
  accounts: ReadonlyMap<string, Account>,
  shop: string,
): Account[] => [...accounts.values()].filter((account) => account.shop.options.id === shop);

/** Revokes or restores all credentials of a shop. @returns whether it has any */
export function setRevoked(accounts: ReadonlyMap<string, ShopAccount>, shop: string, revoked: boolean): boolean {
  const found = accountsOf(accounts, shop);
  for (const account of found) account.revoked = revoked;
  return found.length > 0;
}

/** Whether the credential is revoked, also by the fault that revokes it after some calls. */
export function countDown(account: ShopAccount): boolean {
  const { faults } = account.shop;
  if (faults.revokeAfterCalls !== undefined) {
    if (faults.revokeAfterCalls === 0) account.revoked = true;
    else faults.revokeAfterCalls -= 1;
  }
  return account.revoked;
}
