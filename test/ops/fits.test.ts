import { printDrop } from '../../ops/quarantine/run-drop.ts';
import { printErasure } from '../../ops/privacy/print-erasure.ts';
import { printReread } from '../../ops/quarantine/run-reread.ts';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultTable } from '../../local/demo/results.ts';
import { demoSamples } from '../../local/demo/sample-orders.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { listing, printListing } from '../../ops/dlq/listing.ts';
import { replayActions, countedActions, type ReplayAction } from '../../ops/dlq/action.ts';
import { printActionCounts } from '../../ops/dlq/action-counts.ts';
import { printWaited } from '../../ops/orders/wait.ts';
import { printImported } from '../../ops/import/print.ts';
import { output, type Output } from '../../ops/cli/output.ts';
import { orderOutcomes } from '../../ops/orders/outcome.ts';
import { printFindings } from '../../ops/connection/print.ts';
import { printStatus } from '../../ops/status/print.ts';
import { printReason, printStuck } from '../../ops/stuck/print.ts';
import { orderWith, settingsWith } from '../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import {
  shop,
  pid,
  key,
  orderId,
  reason,
  name,
  at,
  nowMs,
  dead,
  everyFate,
  everyExample,
  status,
  findings,
  today,
  quarantined,
  erasure,
  imported,
} from './long-values.ts';
import { worst } from './doctor/worst.ts';
import { onTerminal } from './on-terminal.ts';
import { thankflow } from './support.ts';

const widths = [60, 80, 100];

/** The lines that do not fit: too wide, and not one id alone, which a terminal breaks so that it is copied whole. */
const tooWide = (text: string, columns: number): string[] =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => stringWidth(line) > columns && !/^ *[!-~]+( \\)?$/.test(line));

describe('every command that prints a table, on a terminal', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
    const { documents, settingsTable, controlTable, ordersTable } = aws;
    const settings = settingsWith({}, { shop, name });
    await applySettings({ documents, settingsTable, controlTable, ordersTable }, settings, {
      by: 'somebody@example.com',
      now: Date.now,
    });
    const store = orderStore(documents, aws.ordersTable);
    await store.thanku.insert(keys.thanku(shop, pid), {
      shop,
      pid,
      orderId,
      number: '#12345678901234567890',
      amount: '1234567.90',
      currency: 'EUR',
      state: 'failed',
      reason: 'rejected',
      attempts: 12,
      refusals: 12,
      notBefore: 0,
      receipt: 'none',
      receiptReason: 'gift-card-amount-unknown',
      createdAt: at,
      updatedAt: at,
      lastError: { at, code: 'rejected', status: 400, words: reason.slice(0, 300) },
    });
    await store.payload.insert(keys.payload(shop, pid), {
      order: orderWith({ orderId }),
      thanku: { body: '{}', simulate: false },
    });
    await auditTrail(documents, controlTable).begin({
      id: '6f1c2a90-3e1b-4c57-9f38-1d2f6c1b7a55',
      at: new Date().toISOString(),
      what: 'orders refreeze',
      reason,
      who: 'arn:aws:sts::123456789012:assumed-role/OperatorsOfTheWholeCompany/somebody@example.com',
      about: [key, key],
      outcome: 'begun',
    });
  });
  afterAll(() => aws.close());

  it.each(
    [
      ['orders', 'find', orderId],
      ['orders', 'list'],
      ['orders', 'show', key],
      ['orders', 'refreeze', key],
      ['audit'],
      ['shops', 'list'],
      ['shops', 'fields'],
      ['pause', '--shop', shop, '--why', reason],
      ['resume', '--shop', shop, '--thanx'],
      ['privacy', 'list'],
      ['thanx', 'check', '--credential', 'main'],
    ].flatMap((args) => widths.map((columns) => ({ args, columns }))),
  )('fits: $args.0 $args.1 in $columns columns', async ({ args, columns }) => {
    const { stdout, stderr } = await thankflow(args, { env: { LOCAL_DIR: aws.folder }, columns });
    expect(stdout + stderr).not.toMatch(/unexpected|undefined/);
    expect(tooWide(stdout + stderr, columns)).toEqual([]);
  });

  it('leaves keys whole, and in full where it is piped', async () => {
    const env = { LOCAL_DIR: aws.folder };
    for (const columns of widths) expect((await thankflow(['orders', 'list'], { env, columns })).stdout).toContain(key);
    const piped = (await thankflow(['orders', 'list'], { env })).stdout.trimEnd().split('\n');
    expect(piped).toEqual([
      [key, '#12345678901234567890', '1234567.90 EUR', at, 'failed (rejected)', 'none (gift-card-amount-unknown)'].join(
        '\t',
      ),
    ]);
    const audit = (await thankflow(['audit'], { env })).stdout.trimEnd().split('\n').at(-1)?.split('\t');
    expect(audit?.slice(2, 5)).toEqual(['orders refreeze', `${key}, ${key}`, reason]);
  });
});

const said: [what: string, tell: (out: Output) => void][] = [
  ['status', (out) => printStatus(out, status, { stage: 'prod', nowMs })],
  ['stuck', (out) => printStuck(out, { findings: findings.all, stops: [], problems: [] }, { stage: 'prod', nowMs })],
  ['stuck --reason', (out) => findings.all.forEach((one) => printReason(out, one, { stage: 'prod', nowMs }))],
  [
    'dlq list',
    (out) => {
      const listed = listing(20);
      for (const action of ['rejected', 'gave-up']) listed.add(dead(action));
      printListing(out, listed, nowMs);
    },
  ],
  ...[false, true].map((done): [string, (out: Output) => void] => [
    `dlq replay${done ? ' --yes' : ''}`,
    (out) =>
      printActionCounts(
        out,
        { counts: everyFate, examples: everyExample },
        (action: ReplayAction) => replayActions[action][done ? 'done' : 'would'],
        {
          named: () => true,
          done,
        },
      ),
  ]),
  [
    'what became of orders',
    (out) =>
      printWaited(out, {
        orders: 9,
        ended: 'stalled',
        left: [{ key, became: 'failed', reason }],
        counts: Object.fromEntries(Object.keys(orderOutcomes).map((became) => [became, 12_345])),
      }),
  ],
  [
    'orders import',
    (out) => printImported(out, imported, { file: 'orders.csv', settings: settingsWith(), dryRun: true }),
  ],
  [
    'quarantine drop',
    (out) =>
      printDrop(out, { count: 3, dropped: 1, entries: [{ ...quarantined, dropped: true }], unreadable: [key] }, false),
  ],
  [
    'quarantine reread',
    (out) =>
      printReread(
        out,
        { count: 3, readable: 1, entries: [{ ...today, id: quarantined.id, shop }], unreadable: [] },
        true,
      ),
  ],
  ['doctor', (out) => printFindings(out, worst)],
  ['privacy erase', (out) => printErasure(out, { shop, customer: { id: '7' } }, erasure, false)],
];

describe('every report, on a terminal', () => {
  it.each(said.flatMap(([what, tell]) => widths.map((columns) => ({ what, tell, columns }))))(
    'fits: $what in $columns columns',
    ({ tell, columns }) => {
      const text = onTerminal(columns, () => tell(output(false)));
      expect(text.length).toBeGreaterThan(50);
      expect(tooWide(text, columns)).toEqual([]);
    },
  );

  it.each(widths)('fits: npm run demo in %i columns', (columns) => {
    const rows = demoSamples(0).map((sample) => ({ sample, answered: sample.status, status: undefined }));
    expect(tooWide(resultTable(rows, columns), columns)).toEqual([]);
  });

  it('says "would" of every dead letter that a dry run means', () => {
    for (const action of countedActions(everyFate)) expect(replayActions[action].would).toMatch(/^would /);
  });
});
