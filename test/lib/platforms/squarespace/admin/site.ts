import type { AdminAnswer, CallAdmin } from '../../../../../lib/platforms/admin/call.ts';
import { squarespaceAdmin } from '../../../../../lib/platforms/squarespace/admin/admin.ts';
import { squarespaceWorld } from '../../../../local/platforms/world.ts';

/** A site, and thankflow's client for it, without sockets. `alter` stands between them. */
export function siteWithAdmin(kind: Parameters<typeof squarespaceWorld>[0] = {}) {
  const world = squarespaceWorld(kind);
  const { api, clock } = world;
  const between = { alter: (answer: AdminAnswer): AdminAnswer => answer };
  const asked: string[] = [];
  const call: CallAdmin = async ({ method, path: url, headers, body = '' }) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://sandbox');
    asked.push(`${method} ${path}${query.has('cursor') ? '?cursor' : ''}`);
    const reply = api.act({ method, path, query, headers, body, arrivedAtMs: clock.now(), idleMs: 0 });
    return between.alter({
      status: reply.status,
      headers: reply.headers ?? {},
      body: reply.text ?? JSON.stringify(reply.body),
    });
  };
  return { ...world, between, asked, admin: squarespaceAdmin(call, 'key-1', clock.now) };
}
