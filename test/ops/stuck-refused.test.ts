import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import type { LogFigures } from '../../ops/logs/read.ts';
import type { Outcome } from '../../ops/logs/webhooks.ts';
import { failsMost } from '../../ops/stuck/partners.ts';
import { Findings } from '../../ops/stuck/finding.ts';
import { shopsAllRefused, findRefused, webhookSecretPut } from '../../ops/stuck/refused.ts';
import { settingsWith } from '../lib/order/support.ts';
import type { Tables } from '../support/tables.ts';
import { memoryTables } from '../support/memory-tables.ts';

const nowMs = Date.parse('2026-11-20T22:43:00Z');
const minutesAgo = (minutes: number) => nowMs - minutes * 60_000;
/** From `first` to `last`, in minutes ago. */
const outcome = (name: string, count: number, first: number, last: number, shop = 'oak'): Outcome => ({
  shop,
  outcome: name,
  count,
  first: minutesAgo(first),
  last: minutesAgo(last),
});
const platforms = (platform = 'shopify') => new Map([['oak', platform]]);
const shops = (outcomes: Outcome[], platform?: string) =>
  shopsAllRefused(outcomes, platforms(platform)).map(({ shop }) => shop);

describe('a shop whose webhooks are all refused', () => {
  it.each([
    ['one, and no other', [outcome('refused', 1, 5, 5)], ['oak']],
    ['no secret yet', [outcome('no-secret', 1, 5, 5)], ['oak']],
    [
      'three since the last one that was accepted',
      [outcome('accepted', 9, 90, 30), outcome('refused', 3, 20, 5)],
      ['oak'],
    ],
    // A stranger can send one at any time.
    ['fewer since', [outcome('accepted', 9, 90, 30), outcome('refused', 2, 20, 5)], []],
    ['one of them accepted meanwhile', [outcome('accepted', 9, 90, 10), outcome('refused', 3, 20, 5)], []],
    ['verified, though it was unreadable', [outcome('quarantined', 1, 2, 2), outcome('refused', 3, 20, 5)], []],
    ['unsigned, which anybody can send', [outcome('unsigned', 50, 20, 5)], []],
    ['lost', [outcome('lost', 3, 20, 5)], []],
    ['of a shop that is not there', [outcome('refused', 3, 20, 5, 'elm')], []],
  ])('%s', (_, outcomes, found) => {
    expect(shops(outcomes)).toEqual(found);
  });

  it('takes a ping for a proof where it is signed: WooCommerce does not sign its', () => {
    const outcomes = [outcome('refused', 3, 20, 5), outcome('ping', 1, 1, 1)];
    expect(shops(outcomes, 'standard')).toEqual([]);
    expect(shops(outcomes, 'woocommerce')).toEqual(['oak']);
  });
});

describe('stuck', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = memoryTables();
    const settings = settingsWith({}, { shop: 'oak' });
    const row = { pk: 'shop#oak', sk: 'current', revision: 1, appliedAt: '2026-01-01T00:00:00.000Z', by: 'ada' };
    await tables.documents.send(
      new PutCommand({ TableName: tables.control, Item: { ...row, version: 1, writer: 'x', settings } }),
    );
  });
  afterEach(() => tables.close());

  const refusedShops = async (figures: Partial<LogFigures>) => {
    const findings = new Findings(5);
    const { documents, control } = tables;
    const aws = { stage: stages.prod, documents, settingsTable: control, controlTable: control };
    await findRefused(aws, findings, { lastHour: [], lastDay: [], unknownShops: [], failing: [], ...figures }, nowMs);
    return findings.all.map(({ code, things }) => `${code} ${things.map(({ key }) => key).join(' ')}`);
  };

  it('finds in the last hour what a forged webhook earlier in the day hides', async () => {
    const lastHour = [outcome('refused', 4, 20, 5)];
    const lastDay = [outcome('accepted', 9, 900, 30), outcome('refused', 5, 600, 5)];
    expect(await refusedShops({ lastDay })).toEqual([]);
    expect(await refusedShops({ lastHour, lastDay })).toEqual(['webhooks-refused oak']);
  });

  it.each([
    ['secrets put webhook', ['oak']],
    ['connect', ['oak', webhookSecretPut]],
  ])(
    'no longer lists a shop whose secret was put since by %s, until one is refused after that',
    async (what, about) => {
      const trail = auditTrail(tables.documents, tables.control);
      const put = { id: crypto.randomUUID(), at: new Date(minutesAgo(10)).toISOString() };
      await trail.begin({ ...put, who: 'ada', what, about, outcome: 'begun' });
      const before = { lastDay: [outcome('refused', 4, 60, 11)] };
      expect(await refusedShops(before)).toEqual(['webhooks-refused oak']);
      await trail.end(put, { outcome: 'done', endedAt: put.at });
      expect(await refusedShops(before)).toEqual([]);
      expect(await refusedShops({ lastDay: [outcome('refused', 5, 60, 2)] })).toEqual(['webhooks-refused oak']);
    },
  );
});

describe('a partner that fails most calls', () => {
  const none = { calls: 0, failed: 0 };
  it.each([
    [{ calls: 12, failed: 12 }, none, 'failed 12 of 12 calls in the last 5 minutes'],
    [{ calls: 12, failed: 6 }, { calls: 20, failed: 19 }, undefined],
    // Orders are retried ever more seldom: a small shop makes few calls.
    [{ calls: 1, failed: 1 }, { calls: 6, failed: 5 }, 'failed 5 of 6 calls in the last hour'],
    [{ calls: 4, failed: 4 }, { calls: 4, failed: 4 }, undefined],
  ])('%j %j', (lastMinutes, lastHour, said) => {
    expect(failsMost({ lastMinutes, lastHour })).toBe(said);
  });
});
