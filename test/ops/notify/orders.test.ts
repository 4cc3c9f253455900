import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { targetControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { thankflow } from '../support.ts';
import { failedRow } from './failed-row.ts';

let aws: LocalAws;
let store: OrderStore;
const atMs = Date.parse('2026-03-01T12:00:00.000Z');
const at = new Date(atMs).toISOString();

beforeAll(async () => {
  aws = await startLocalAws();
  store = orderStore(aws.documents, aws.ordersTable);
  await applySettings(aws, settingsWith({}, { shop: 'oak' }), { by: 'test', now: Date.now });
  await targetControl(aws.documents, aws.controlTable)('oak', 'crm').change(() => ({
    hold: { reason: 'unauthorized', since: at },
  }));
  await store.thanku.insert(keys.thanku('oak', 'oak-1'), {
    shop: 'oak',
    pid: 'oak-1',
    orderId: '1',
    number: '#1001',
    state: 'posted',
    id: 'a1b2',
    attempts: 1,
    notBefore: 0,
    receipt: 'none',
    settledAt: at,
    createdAt: at,
    updatedAt: at,
  });
  const far = Date.parse('2999-03-01T12:00:00.000Z');
  await store.notices.insert(
    keys.notices('oak', 'oak-1'),
    failedRow(
      { shop: 'oak', pid: 'oak-1', atMs },
      { target: 'mail', to: 'klaviyo', reason: 'gave-up' },
      { target: 'crm', state: 'waiting', reason: undefined, waitsFor: 'hold', endedAt: undefined },
      { target: 'old', state: 'skipped', reason: 'no-email' },
      {
        target: 'new',
        state: 'delivered',
        reason: undefined,
        lastError: undefined,
        endedAt: '2026-03-01T12:05:00.000Z',
      },
      { target: 'slow', state: 'waiting', reason: undefined, attempts: 3, notBefore: far, endedAt: undefined },
    ),
  );
});
afterAll(() => aws.close());

const show = (...options: string[]) =>
  thankflow(['orders', 'show', 'oak/oak-1', ...options], { env: { LOCAL_DIR: aws.folder } });

describe('orders show', () => {
  it('says where each notification stands, when, and what to do next', async () => {
    const { stdout } = await show();
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /, order\.thanked: /.test(line) && !line.includes('Z  notified'))).toEqual([
      'notified   erp, order.thanked: failed (refused), 1 failed attempt: status, 410',
      '           mail, order.thanked: failed (gave-up), 1 failed attempt: status, 410',
      '           crm, order.thanked: waiting (its target was stopped), 1 failed attempt: status, 410',
      '           old, order.thanked: not sent: the order has no e-mail address',
      '           new, order.thanked: delivered',
      '           slow, order.thanked: waiting, 3 failed attempts: status, 410',
    ]);
    expect(stdout).toContain('2026-03-01 12:05:00Z  notified    new, order.thanked: delivered');
    expect(stdout).toContain('2026-03-01 12:00:00Z  notified    slow, order.thanked: attempt failed: status, 410');
    const next = lines.slice(lines.findIndex((line) => line.startsWith('erp:')));
    expect(next.filter(Boolean)).toEqual([
      expect.stringMatching(/^erp: One of the shop’s own systems refused .* Once it accepts notifications again/),
      '  ./thankflow orders retry oak/oak-1 --stage local',
      expect.stringMatching(/^mail can’t be notified any more: the customer’s address .* is deleted\.$/),
      expect.stringMatching(/^crm: circuit open since 2026-03-01 12:00Z \(unauthorized\), .* refuses the secret/),
      '  ./thankflow secrets put notify --shop oak --target crm --stage local',
      'slow is notified automatically at 2999-03-01 12:00Z.',
    ]);
  });

  it('fits a terminal of 80 columns', async () => {
    const { stdout } = await thankflow(['orders', 'show', 'oak/oak-1'], {
      env: { LOCAL_DIR: aws.folder },
      columns: 80,
    });
    const wide = stripVTControlCharacters(stdout)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });

  it('gives programs the same, and nothing of the customer', async () => {
    const { stdout } = await show('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      notifications: [
        { target: 'erp', event: 'order.thanked', state: 'failed', reason: 'refused', attempts: 1 },
        {},
        {},
        {},
        {},
        {},
      ],
    });
    expect(stdout).not.toContain('erased#');
  });
});
