import { expect, it } from 'vitest';
import { randomFrom } from '../../../sim/kernel/random.ts';
import { fetchWorld, hour, minute, refuse, wooOrder } from './world.ts';

const kinds = ['throttled', 'unavailable', 'unauthorized', 'version', 'outdated', 'unreadable'] as const;
const seeds = 40;

/** Hours in which the platform answers anything, and workers die at any call. Then everything works. */
async function run(seed: number) {
  const random = randomFrom(seed);
  const faults = { platform: random.pick([0.2, 0.6, 1]), crash: random.pick([0, 0.02, 0.1]) };
  const { world, ports, notify, wake, pass, queued, dead, waiting, hold } = fetchWorld(() => {
    if (random.chance(faults.crash)) throw new Error('killed');
  });
  ports.random = () => random.next();
  const orders = Array.from({ length: 8 }, (_, n) => ({ id: String(n + 1), fromMs: world.nowMs + random.below(hour) }));
  world.platform = (orderId) => {
    world.nowMs += random.below(2000);
    if (random.chance(faults.platform)) throw refuse(random.pick(kinds), random.below(10 * minute));
    const order = orders.find(({ id }) => id === orderId);
    return order === undefined || order.fromMs > world.nowMs ? undefined : wooOrder({ id: Number(orderId) });
  };
  // SQS delivers a message again whose worker died.
  const surely = async (work: () => Promise<unknown>) => {
    while (
      !(await work().then(
        () => true,
        () => false,
      ))
    );
  };
  const named = [...orders.map(({ id, fromMs }) => ({ id, atMs: fromMs })), { id: '99', atMs: world.nowMs }];
  for (const { id, atMs } of named.toSorted((a, b) => a.atMs - b.atMs)) {
    await pass(Math.max(0, atMs - world.nowMs)).catch(() => undefined);
    world.nowMs = Math.max(world.nowMs, atMs);
    const twice = random.chance(0.3) ? [surely(() => notify(id))] : [];
    await Promise.all([surely(() => notify(id)), surely(wake), ...twice]);
  }
  for (const endMs = world.nowMs + random.below(6 * hour); world.nowMs < endMs;)
    await pass(10 * minute).catch(() => undefined);
  faults.platform = 0;
  faults.crash = 0;
  await pass(3 * hour);
  const got = new Set(queued.map((event) => (event.type === 'paid' ? event.order.orderId : event.type)));
  return { seed, got: [...got].toSorted(), waiting: await waiting(), hold: await hold(), dead };
}

it('every order that the platform has gets through in the end, and one that it never had keeps nothing waiting', async () => {
  const all = ['1', '2', '3', '4', '5', '6', '7', '8'];
  for (let seed = 1; seed <= seeds; seed++)
    expect(await run(seed)).toEqual({ seed, got: all, waiting: [], hold: undefined, dead: [] });
});
