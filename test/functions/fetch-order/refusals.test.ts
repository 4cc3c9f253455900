import { describe, expect, it } from 'vitest';
import { credential, fetchWorld, hour, minute, refuse, wooOrder } from './world.ts';

describe('429', () => {
  it('holds the whole shop for as long as the platform says', async () => {
    const { world, asked, notify, pass, queued, hold } = fetchWorld();
    world.platform = () => {
      throw refuse('throttled', 4 * minute);
    };
    await notify('1001');
    await notify('1002');
    await notify('1003');
    expect(asked).toHaveLength(1);
    expect(await hold()).toMatchObject({ kind: 'throttled' });
    world.platform = (orderId) => wooOrder({ id: Number(orderId) });
    await pass(3 * minute);
    expect(asked).toHaveLength(1);
    await pass(2 * minute);
    expect(queued).toHaveLength(3);
    expect(await hold()).toBeUndefined();
  });

  it('for seconds is waited for by the worker that has the backlog', async () => {
    const { world, asked, notify, pass, queued } = fetchWorld();
    world.platform = () => {
      throw refuse('throttled', minute);
    };
    for (const orderId of ['1001', '1002', '1003']) await notify(orderId);
    world.platform = (orderId) => {
      if (asked.length % 2 === 0) throw refuse('throttled', 1000);
      return wooOrder({ id: Number(orderId) });
    };
    await pass(2 * minute);
    expect(queued).toHaveLength(3);
  });

  it('lasts longer if the platform always says "at once"', async () => {
    const { world, asked, notify, pass } = fetchWorld();
    world.platform = () => {
      throw refuse('throttled', 0);
    };
    await notify();
    await pass(hour);
    // Within an invocation the waits double from 0.1 s, so each probe is a few calls.
    expect(asked.length).toBeLessThan(200);
  });

  it('counts no attempt: the order is not what is wrong', async () => {
    const { world, notify, pass, waiting } = fetchWorld();
    world.platform = () => {
      throw refuse('throttled', 5 * minute);
    };
    await notify();
    await pass(hour);
    expect(await waiting()).toMatchObject([{ attempts: 0 }]);
  });
});

describe('an outage', () => {
  it('of hours loses nothing, and the order is fetched soon after', async () => {
    const { world, asked, notify, pass, queued, waiting, hold, telemetry } = fetchWorld();
    world.platform = () => {
      throw refuse('unavailable');
    };
    for (let id = 1; id <= 20; id++) await notify(String(id));
    await pass(30 * minute);
    expect(telemetry.counted).not.toContain('OrderNotFetched');
    await pass(5 * hour);
    expect(telemetry.counted).toContain('OrderNotFetched');
    expect(await waiting()).toHaveLength(20);
    expect(asked.length).toBeLessThan(40);
    world.platform = (orderId) => wooOrder({ id: Number(orderId) });
    await pass(30 * minute);
    expect(new Set(queued.map((event) => event.type === 'paid' && event.order.orderId)).size).toBeGreaterThan(15);
    await pass(hour);
    expect(queued).toHaveLength(20);
    expect(await waiting()).toEqual([]);
    expect(await hold()).toBeUndefined();
  });

  it('of one order holds the others only for moments', async () => {
    const { world, notify, pass, queued, waiting } = fetchWorld();
    world.platform = (orderId) => {
      if (orderId === '1') throw refuse('unavailable');
      return wooOrder({ id: Number(orderId) });
    };
    await notify('1');
    await notify('2');
    await pass(3 * minute);
    expect(queued).toMatchObject([{ order: { orderId: '2' } }]);
    expect(await waiting()).toMatchObject([{ orderId: '1' }]);
  });

  it('of one order that never ends becomes a dead letter', async () => {
    const { world, notify, ports, dead, pass, waiting, telemetry } = fetchWorld();
    world.platform = () => {
      throw refuse('unavailable');
    };
    await notify('1');
    await ports.lookups.waiting.change({ pk: 'lookups#my-shop', sk: 'order#1' }, (row) => ({ ...row, attempts: 351 }));
    await pass(2 * hour);
    await pass(2 * hour);
    expect(dead).toMatchObject([{ type: 'lookup', shop: 'my-shop', orderId: '1' }]);
    expect(await waiting()).toEqual([]);
    expect(telemetry.lines.map(({ message }) => message)).toContain(
      'an order could not be fetched for two weeks: it is a dead letter',
    );
  });
});

describe.each(['unauthorized', 'scope', 'version', 'clock'] as const)('%s', (kind) => {
  it('opens the circuit at once: one probe every 15 minutes, and a person is told', async () => {
    const { world, asked, notify, pass, waiting, hold, telemetry } = fetchWorld();
    world.platform = () => {
      throw refuse(kind);
    };
    await notify('1');
    expect(telemetry.counted).toEqual(['OrderNotFetched']);
    expect(await hold()).toMatchObject({ kind, detail: `the platform says ${kind}` });
    for (let id = 2; id <= 10; id++) await notify(String(id));
    await pass(2 * hour);
    expect(await waiting()).toHaveLength(10);
    expect(asked.length).toBeLessThanOrEqual(1 + (2 * hour) / (15 * minute) + 1);
    // Each probe is another order's.
    expect(new Set(asked.map(({ orderId }) => orderId)).size).toBeGreaterThan(5);
    world.platform = (orderId) => wooOrder({ id: Number(orderId) });
    await pass(20 * minute);
    expect(await waiting()).toEqual([]);
    expect(await hold()).toBeUndefined();
  });
});

it('of several workers that find a hold over, one probes', async () => {
  const { world, asked, notify, wake } = fetchWorld();
  world.platform = () => {
    throw refuse('unauthorized');
  };
  await notify('1');
  await notify('2');
  world.nowMs += 15 * minute;
  await Promise.all([wake(), wake(), notify('3')]);
  expect(asked).toHaveLength(2);
});

describe('a credential', () => {
  it('that was replaced is used at once, although the old one is remembered', async () => {
    const { world, notify, queued, hold } = fetchWorld();
    await notify('1');
    world.secret = credential('ck_new45678');
    world.platform = (orderId, _, secret) => {
      if ('consumerKey' in secret && secret.consumerKey !== 'ck_new45678') throw refuse('unauthorized');
      return wooOrder({ id: Number(orderId) });
    };
    await notify('2');
    expect(queued).toHaveLength(2);
    expect(await hold()).toBeUndefined();
  });

  it('that is missing, or of another platform, is a refusal like any other', async () => {
    for (const secret of [
      undefined,
      { platform: 'shopify' as const, url: 'https://foo.example', accessToken: 'shpat_12345678' },
    ]) {
      const { world, asked, notify, pass, queued, hold } = fetchWorld();
      world.secret = secret;
      await notify();
      expect(asked).toEqual([]);
      expect(await hold()).toMatchObject({ kind: 'no-credential' });
      world.secret = credential('ck_12345678');
      await pass(20 * minute);
      expect(queued).toHaveLength(1);
    }
  });
});

describe('a shop', () => {
  it('that was removed: its orders are still fetched, and left out once it refuses its credential', async () => {
    const { world, notify, queued, waiting, telemetry } = fetchWorld();
    world.settings = { ...world.settings!, isRemoved: true };
    await notify('1');
    expect(queued).toHaveLength(1);
    world.platform = () => {
      throw refuse('unauthorized');
    };
    await notify('2');
    expect(await waiting()).toEqual([]);
    expect(telemetry.counted).toEqual(['OrderFetched', 'OrderGone']);
  });

  it.each([
    ['no settings', undefined, 'no-settings'],
    ['settings of a newer version', { platform: undefined }, 'settings-newer'],
    ['settings that say how to read in a new way', { reading: undefined }, 'settings-newer'],
  ])('with %s waits for a person', async (_, changes, kind) => {
    const { world, asked, notify, pass, queued, hold } = fetchWorld();
    const { settings } = world;
    world.settings = changes && { ...settings!, ...changes };
    await notify();
    expect(asked).toEqual([]);
    expect(await hold()).toMatchObject({ kind });
    world.settings = settings;
    await pass(20 * minute);
    expect(queued).toHaveLength(1);
  });
});
