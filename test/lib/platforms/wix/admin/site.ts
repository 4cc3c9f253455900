import type { AdminAnswer, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { wixAdmin } from '../../../../../lib/platforms/wix/admin/admin.ts';
import { wixApp, wixWorld } from '../../../../local/platforms/world.ts';

/** A site, and thankflow's client for it, without sockets. `alter` stands between them. */
export function siteWithAdmin(app: Partial<typeof wixApp> = {}, platformShopId?: string) {
  const world = wixWorld();
  const { api, clock } = world;
  const between = { alter: (answer: AdminAnswer): AdminAnswer => answer };
  const asked: string[] = [];
  const call: CallAdmin = async ({ method, path: url, headers, body = '' }) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
    asked.push(`${method} ${path}`);
    const reply = api.act({ method, path, query, headers, body, arrivedAtMs: clock.now(), idleMs: 0 });
    return between.alter({
      status: reply.status,
      headers: reply.headers ?? {},
      body: reply.text ?? JSON.stringify(reply.body),
    });
  };
  const settings = platformShopId === undefined ? undefined : { platformShopId };
  const admin = wixAdmin(call, { ...wixApp, ...app }, clock.now, settings);
  return { ...world, between, asked, admin };
}
