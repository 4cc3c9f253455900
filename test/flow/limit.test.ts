import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { inTime } from './support/pauses.ts';
import { standardOrder } from './support/payloads.ts';
import { shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';

const id = 'thrifty';
const shopLimitedTo = (perMonth: number) =>
  shopWith(id, { impact: { fixed: 2 }, limit: { perMonth, timeZone: 'Europe/Berlin' } });

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({ shops: [shopLimitedTo(10)] });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const orderIds = Array.from({ length: 20 }, (_, index) => String(7001 + index));

/** How many orders are in each state. */
async function counted(): Promise<Record<string, number>> {
  const rows = await Promise.all(orderIds.map((orderId) => see.order(id, `${id}-${orderId}`)));
  const states = rows.map((row) => [row?.state, row?.reason].filter(Boolean).join(' '));
  return Object.fromEntries([...Map.groupBy(states, (state) => state)].map(([state, all]) => [state, all.length]));
}
const unitsGiven = async (): Promise<number> =>
  (await Promise.all(orderIds.map((orderId) => see.thankus(`${id}-${orderId}`)))).flat().length * 2;

it('thanks five of twenty orders at once, and the rest once the limit is raised', async () => {
  const shop = stack.endpoints().shops.find((one) => one.id === id)!;
  await Promise.all(orderIds.map((orderId) => deliver(shop, standardOrder(orderId))));
  await eventually(async () => expect(await counted()).toEqual({ posted: 5, 'held limit': 15 }));
  expect(await unitsGiven()).toBe(10);
  await stack.invokeHousekeeping();
  expect(await counted()).toEqual({ posted: 5, 'held limit': 15 });
  const reached = (await stack.publishedEvents()).filter((event) => event['detail-type'] === 'Limit Reached');
  expect(JSON.stringify(reached)).toContain('"percent":100');

  const tables = {
    settingsTable: 'thankflow-local-settings',
    controlTable: 'thankflow-local-control',
    ordersTable: 'thankflow-local-orders',
  };
  const apply = (perMonth: number) =>
    applySettings({ documents: stack.documents, ...tables }, shopLimitedTo(perMonth), { by: 'test', now: Date.now });
  await expect(apply(9)).rejects.toThrow('9 is less than the 10 units');
  await apply(25);
  await inTime(stack, async () => expect(await counted()).toEqual({ posted: 12, 'held limit': 8 }));
  expect(await unitsGiven()).toBe(24);
  await apply(40);
  await inTime(stack, async () => expect(await counted()).toEqual({ posted: 20 }));
  expect(await unitsGiven()).toBe(40);
  await inTime(stack, async () =>
    expect(await limitStore(stack.documents, tables.controlTable)(id).get()).toMatchObject({ monthUnits: 40 }),
  );
});
