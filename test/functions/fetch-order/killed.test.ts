import { expect, it } from 'vitest';
import { fetchWorld, hour, refuse, wooOrder } from './world.ts';

/** What the platform answers first, before it gives every order. */
const first = {
  'an outage': () => {
    throw refuse('unavailable');
  },
  'a limit': () => {
    throw refuse('throttled', 60_000);
  },
  'a refused credential': () => {
    throw refuse('unauthorized');
  },
  'no such order yet': () => undefined,
  'an order': () => wooOrder(),
};

/** More calls to DynamoDB than either run below makes. */
const maxCalls = 25;

it.each(Object.entries(first))('whichever call its worker dies at, an order gets through %s', async (_, answer) => {
  for (let fatal = 1; fatal <= maxCalls; fatal++) {
    let calls = 0;
    const { world, notify, pass, queued, waiting, hold } = fetchWorld(() => {
      calls += 1;
      if (calls === fatal) throw new Error('killed');
    });
    world.platform = answer;
    // SQS delivers the message again, and housekeeping sends the wake-up again.
    await notify().catch(() => notify());
    world.platform = () => wooOrder();
    await pass(hour).catch(() => pass(hour));
    const types = new Set(queued.map(({ type }) => type));
    expect({ fatal, types: [...types], waiting: await waiting(), hold: await hold() }).toEqual({
      fatal,
      types: ['paid'],
      waiting: [],
      hold: undefined,
    });
  }
});

it('an order that could not be queued is asked for again', async () => {
  const { ports, notify, pass, queued, world, waiting } = fetchWorld();
  world.platform = () => {
    throw refuse('unavailable');
  };
  await notify();
  world.platform = () => wooOrder();
  const { queue } = ports;
  ports.queue = async () => {
    throw new Error('SQS is down');
  };
  await expect(pass(hour)).rejects.toThrow('SQS is down');
  ports.queue = queue;
  await pass(hour);
  expect(queued).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

it('a notification that comes while its order is fetched is not lost with the row', async () => {
  const { ports, notify, pass, queued, world, waiting } = fetchWorld();
  world.platform = () => {
    throw refuse('throttled', 60_000);
  };
  await notify();
  world.platform = () => wooOrder();
  const { queue } = ports;
  // Its answer is on the way when the row changes.
  ports.queue = async (event) => {
    await ports.lookups.waiting.change({ pk: 'lookups#my-shop', sk: 'order#1001' }, (row) => ({
      ...row,
      changedAt: '2026-01-31T13:00:00Z',
    }));
    await queue(event);
    ports.queue = queue;
  };
  await pass(60_000);
  expect(queued).toHaveLength(1);
  expect(await waiting()).toMatchObject([{ changedAt: '2026-01-31T13:00:00Z' }]);
  await pass(60_000);
  expect(queued).toHaveLength(2);
  expect(await waiting()).toEqual([]);
});
