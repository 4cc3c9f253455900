import { targetStopped } from '../../lib/circuit/target.ts';
import { enforceLimit } from '../../lib/limit/in-force.ts';
import { targetControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import type { startWorld } from '../functions/thank-customer/world.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const limit = { perMonth: 1, timeZone: 'UTC', then: 'wait' as const, warnAt: '80%' };

/** What a shop's own systems are told of an order and of its limit. One of them is stopped. */
export async function writeNotices(world: Awaited<ReturnType<typeof startWorld>>): Promise<void> {
  const shop = world.shop(
    { limit },
    { notify: [{ name: 'erp', to: 'webhook', url: 'https://erp.example/thankflow' }] },
  );
  const { documents, control } = world.tables;
  await enforceLimit(shop.ports.control(shop.name), limit);
  await shop.paid();
  await shop.paid({ orderId: '4712' });
  const { notices, scopeWatches } = shop.ports.store;
  const targets = targetControl(documents, control);
  const untilMs = await targetStopped(
    { store: { scopeWatches }, targetControl: targets, telemetry: shop.telemetry, now: () => nowMs },
    { shop: shop.name, target: 'erp' },
    'unauthorized',
    { code: 'unauthorized', status: 401 },
  );
  await notices.change(keys.notices(shop.name, shop.pid()), (row) => {
    const deliveries = structuredClone(row.deliveries);
    for (const delivery of deliveries) Object.assign(delivery, { waitsFor: 'hold', notBefore: untilMs });
    return { ...row, deliveries };
  });
}
