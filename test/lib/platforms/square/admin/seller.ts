import type { AdminAnswer, AdminRequest } from '../../../../../lib/platforms/admin/call.ts';
import { squareAdmin } from '../../../../../lib/platforms/square/admin/admin.ts';
import { ShopRegistry } from '../../../../../local/platforms/shop-registry.ts';
import { squareAccount, squareSandbox } from '../../../../../local/platforms/square/sandbox.ts';
import { squareFormat } from '../../../../../local/platforms/square/webhooks.ts';
import { calling } from '../../../../functions/reconcile/platforms.ts';

export const start = Date.parse('2026-11-20T12:00:00Z');

/** A seller in the sandbox of Square's API, and the client of it. `between` alters answers on their way. */
export function sellerWithAdmin(kind: Parameters<typeof squareAccount>[1] = {}, isSandbox = false) {
  const clock = { ms: start, now: () => clock.ms };
  const registry = new ShopRegistry({ format: squareFormat, now: clock.now, random: () => 0.5 });
  const shop = registry.open({ id: 'foo', secret: 'shh' });
  const account = squareAccount(shop, kind);
  const call = calling(squareSandbox({ registry, accounts: new Map([['EAAAtoken', account]]) }), clock.now);
  type Alter = (answer: AdminAnswer, request: AdminRequest) => AdminAnswer;
  const alter: Alter = (answer) => answer;
  const between = { alter };
  const asked: string[] = [];
  const counted = async (request: AdminRequest) => {
    asked.push(`${request.method} ${request.path}`);
    return between.alter(await call(request), request);
  };
  const admin = squareAdmin(counted, { accessToken: 'EAAAtoken', isSandbox }, clock.now);
  return { clock, shop, account, admin, between, asked };
}
