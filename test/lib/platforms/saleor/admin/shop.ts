import type { AdminAnswer, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { saleorAdmin } from '../../../../../lib/platforms/saleor/admin/admin.ts';
import { saleorWorld } from '../../../../local/platforms/world.ts';

interface Differs {
  version?: string;
  url?: string;
  appToken?: string;
  platformShopId?: string;
}

/** A shop, and thankflow's client for it, without sockets. `alter` stands between them. */
export function shopWithAdmin(differs: Differs = {}) {
  const { version, url = 'https://foo.saleor.cloud', appToken = 'token-12345', platformShopId } = differs;
  const world = saleorWorld(version);
  const { api, clock } = world;
  const between = { alter: (answer: AdminAnswer): AdminAnswer => answer };
  const asked: string[] = [];
  const call: CallAdmin = async ({ method, path, headers, body = '' }) => {
    asked.push(body);
    const reply = api.act({
      method,
      path,
      query: new URLSearchParams(),
      headers,
      body,
      arrivedAtMs: clock.now(),
      idleMs: 0,
    });
    return between.alter({
      status: reply.status,
      headers: reply.headers ?? {},
      body: reply.text ?? JSON.stringify(reply.body),
    });
  };
  const settings = platformShopId === undefined ? undefined : { platformShopId };
  const admin = saleorAdmin(call, { url, appToken }, clock.now, settings);
  return { ...world, between, asked, admin };
}
