import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Ports } from '../../../functions/reconcile/ports.ts';
import { reportSilentShops } from '../../../functions/reconcile/silence.ts';
import { dayMs, hourMs } from '../../../lib/durations.ts';
import { Problem } from '../../../lib/reconcile/problem.ts';
import { settingsStore } from '../../../lib/shops/settings-store.ts';
import { settingsKeys } from '../../../lib/shops/stored-settings.ts';
import { orderTimes } from '../../../lib/silence/order-times.ts';
import { keys } from '../../../lib/store/keys.ts';
import { rows } from '../../../lib/store/rows.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

/** When the webhooks of the shop oak stopped: a Saturday. */
export const stoppedMs = Date.parse('2026-11-28T14:05:00.000Z');

/** The shop oak had an order every two hours until its webhooks stopped, 26 hours ago. */
export async function silentWorld() {
  const { documents } = memoryTables();
  const telemetry = recordedTelemetry();
  const clock = { nowMs: stoppedMs + 26 * hourMs };
  const problems = rows<Problem>(documents, 'orders', Problem);
  const put = (TableName: string, Item: Record<string, unknown>) => documents.send(new PutCommand({ TableName, Item }));
  const queries: QueryCommand['input'][] = [];
  const { send } = documents;
  Object.assign(documents, {
    send: (command: unknown) => {
      if (command instanceof QueryCommand) queries.push(command.input);
      return send(command as never);
    },
  });
  const ports: Pick<Ports, 'shops' | 'orderTimes' | 'problems' | 'telemetry' | 'now'> = {
    shops: settingsStore(documents, 'settings-table').list,
    orderTimes: orderTimes(documents, 'orders'),
    problems,
    telemetry,
    now: () => clock.nowMs,
  };
  const settings = (shop: string, differs: Record<string, unknown> = {}) =>
    put('settings-table', {
      ...settingsKeys.current(shop),
      settings: { ...settingsWith({}, { shop }), ...differs },
      revision: 1,
      appliedAt: '2026-01-01T00:00:00.000Z',
      by: 'ada',
      version: 1,
      writer: 'a',
    });
  const order = (shop: string, atMs: number, key = keys.thanku) =>
    put('orders', { ...key(shop, `${shop}-${atMs}`), shop, createdAt: new Date(atMs).toISOString() });
  const orders = async (shop: string) => {
    for (let atMs = stoppedMs - 31 * dayMs; atMs <= stoppedMs; atMs += 2 * hourMs) await order(shop, atMs);
  };
  await settings('oak');
  await orders('oak');
  return {
    clock,
    ports,
    telemetry,
    queries,
    put,
    settings,
    order,
    orders,
    run: () => reportSilentShops(ports),
    problem: (shop = 'oak') => problems.get(keys.problem(shop, 'shop-silent')),
  };
}
