import type { CallAdmin } from '../../../lib/platforms/admin/call.ts';
import { AdminRefusal } from '../../../lib/platforms/admin/refusal.ts';
import type { Notification } from '../../../lib/notify/notification.ts';
import type { OrderStatus } from '../../../lib/order/order-status.ts';
import type { SandboxApi } from '../../../local/partners/sandbox-api.ts';
import { act, start } from '../../local/platforms/world.ts';

export const link = 'https://thx.to/you/tk-1001';

export const statusOf = (orderId: string, differs: Partial<OrderStatus> = {}): OrderStatus => ({
  shop: 'foo',
  orderId,
  number: '#1001',
  pid: `foo-${orderId}`,
  state: 'posted',
  cause: 'PlantTrees',
  impact: 2,
  use100Grams: undefined,
  reason: undefined,
  impactInWords: '2 trees',
  language: 'en',
  links: { customer: link, thanku: undefined, certificate: 'https://thx.to/c/1' },
  receipt: { state: 'waiting' },
  updatedAt: '2026-11-20T12:00:00.000Z',
  ...differs,
});

/** An order was thanked. */
export function thanked(orderId: string, differs: Partial<OrderStatus> = {}): Notification {
  const order = statusOf(orderId, differs);
  const about = { shop: 'foo', orderId, pid: order.pid, eventId: 'evt_1', order };
  return {
    id: 'evt_1',
    shop: 'foo',
    shopName: 'Oak & Ash',
    event: { type: 'Order Thanked', detail: { ...about, simulated: false, thanku: {} } },
    atMs: start,
    email: 'ada.lovelace@example.com',
  };
}

export const limitReached: Notification = {
  id: 'evt_2',
  shop: 'foo',
  shopName: 'Foo',
  event: {
    type: 'Limit Reached',
    detail: { shop: 'foo', eventId: 'evt_2', period: 'month', in: '2026-11', percent: 80, units: 8, limit: 10 },
  },
  atMs: start,
};

/** What happens to one call: another answer instead of acting, or acting and losing the answer. */
export type Disturbance =
  | 'lost before'
  | 'lost after'
  | { status: number; body?: string; headers?: Record<string, string> };

/** Calls of a sandbox, of which the first ones may be disturbed. */
export function callsOf(api: SandboxApi, disturbances: (Disturbance | undefined)[] = []) {
  const asked: { method: string; path: string; body: string | undefined }[] = [];
  const call: CallAdmin = async ({ method, path, headers, body }) => {
    const disturbance = disturbances[asked.length];
    asked.push({ method, path, body });
    const lost = new AdminRefusal('unavailable', 'no answer from foo.example within 10 s');
    if (disturbance === 'lost before') throw lost;
    if (typeof disturbance === 'object') return { headers: {}, body: '', ...disturbance };
    const reply = act(api, method, path, headers, body);
    if (disturbance === 'lost after') throw lost;
    return {
      status: reply.status,
      headers: reply.headers,
      body: typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body),
    };
  };
  return { asked, call: () => call };
}
