import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/webhook.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { shopifyOrder, standardOrder, wooCommerceOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  const bees = shopWith('bees', { impact: { perItem: 1 } }, { platform: 'shopify', ...loyal('bees') });
  const woods = shopWith('woods', {}, { platform: 'woocommerce' });
  stack = await startFlowStack({ shops: [bees, woods, shopWith('plain')] });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const env = () => ({ LOCAL_DIR: stack.localDir });
const cli = (...args: string[]) => thankflow(['orders', 'import', ...args], { env: env() });
const imported = async (...args: string[]) => {
  const { stdout, code } = await cli(...args, '--json');
  return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
};
const file = async (name: string, text: string): Promise<string> => {
  const path = join(stack.localDir, name);
  await writeFile(path, text);
  return path;
};
const shopifyInstant = (agoHours: number) =>
  new Date(Date.now() - agoHours * 3_600_000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, ' +0000');
/** The export as of today. */
const exported = () =>
  fixture('shopify/orders-export.csv')
    .toString()
    .replaceAll(/2026-02-\d\d \d\d:\d\d:\d\d (\+0100|UTC)/g, shopifyInstant(2));
/** A platform's order alone, as its REST API has it. */
const generic = (id: string, differs: object = {}) =>
  JSON.stringify((JSON.parse(standardOrder(id, person(), { ...differs })) as { data: unknown }).data);

describe('an import', () => {
  it("of Shopify's CSV: looks first, then thanks for each order once, whatever comes again", async () => {
    const path = await file('export.csv', exported());
    const looked = await cli(path, '--shop', 'bees');
    expect(looked).toMatchObject({ code: 0, stderr: expect.stringContaining('Nothing was changed') as string });
    // The third is a test order over nothing.
    expect(looked.stdout).toMatch(/^3\tpaid\twould be thanked: 4 × PlantTrees in all, 1 of them simulated/m);
    expect(looked.stdout).toMatch(/^1\twith a receipt for Thanx\twould be submitted: 29.35 EUR in all/m);
    expect(looked.stdout).toMatch(/^1\tnot paid/m);
    expect(await see.scan()).toEqual([]);
    await see.quiet();

    const { code, ...done } = await imported(path, '--shop', 'bees', '--yes', '--rate', '100', '--why', 'before us');
    expect(code).toBe(0);
    expect(done).toMatchObject({ claim: 3, sent: 3, waited: { orders: 3, counts: { thanked: 2, simulated: 1 } } });
    expect(await see.order('bees', 'bees-5820982911946')).toMatchObject({
      number: '#1001',
      amount: '29.35',
      impact: 3,
    });
    expect(await see.receipts('bees/bees-5820982911946')).toMatchObject([{ amount: 29.35 }]);

    // The webhook comes after all, and the file again.
    await deliver(shopOf('bees'), shopifyOrder('5820982911946'));
    expect(await imported(path, '--shop', 'bees', '--yes')).toMatchObject({ there: 3, sent: 0 });
    await see.quiet();
    for (const pid of ['bees-5820982911946', 'bees-5820982911947']) expect(await see.thankus(pid)).toHaveLength(1);
  });

  it('of JSON from a REST API keeps ids that no number holds', async () => {
    const orders = ['820982911946154508', '820982911946154509'].map((id) =>
      shopifyOrder(id, person(), { financial_status: 'paid', processed_at: new Date().toISOString() }),
    );
    const path = await file('orders.jsonl', orders.join('\n'));
    expect(await imported(path, '--shop', 'bees', '--yes', '--rate', '100')).toMatchObject({ code: 0, sent: 2 });
    for (const end of ['08', '09']) expect(await see.thankus(`bees-8209829119461545${end}`)).toHaveLength(1);

    const woo = await file(
      'woo.jsonl',
      `${wooCommerceOrder('9007199254740993')}\n${wooCommerceOrder('42', person(), { date_paid_gmt: null })}\n`,
    );
    expect(await imported(woo, '--shop', 'woods', '--yes')).toMatchObject({
      code: 0,
      sent: 1,
      unpaid: { 'not paid': 1 },
    });
    expect(await see.thankus('woods-9007199254740993')).toHaveLength(1);
  });

  it('of JSON lines names the lines that cannot be read, says what is history, and takes the rest', async () => {
    const lines = [
      generic('1'),
      '{"id": "2", "amount":',
      generic('3', { amount: '12,50' }),
      standardOrder('4', person()),
      generic('5', { paidAt: '2023-05-01T00:00:00Z' }),
      generic('1'),
      JSON.stringify({ type: 'order.cancelled', data: { id: '6' } }),
    ];
    const path = await file('orders.jsonl', lines.join('\n'));
    const ran = await cli(path, '--shop', 'plain', '--yes');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`${path}:2  the line is not complete JSON`);
    expect(ran.stderr).toContain(`${path}:3  data.amount: expected a decimal such as "29.35"`);
    expect(ran.stderr).toContain('set `ordersPaidFrom` in the settings to an earlier day');
    expect(ran.stdout).toMatch(/^1\tpaid before `ordersPaidFrom`/m);
    expect(ran.stdout).toMatch(/^1\tagain in the file/m);
    expect(ran.stdout).toContain('done  sent 2 orders');
    for (const pid of ['plain-1', 'plain-4']) expect(await see.thankus(pid)).toHaveLength(1);
    expect(await see.order('plain', 'plain-6')).toBeUndefined();
  });

  it('that is killed is run again: each order is thanked once', async () => {
    const path = await file('killed.jsonl', ['11', '12', '13', '14'].map((id) => generic(id)).join('\n'));
    const args = ['ops/thankflow.ts', 'orders', 'import', path, '--shop', 'plain', '--yes', '--rate', '1'];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env() }, stdio: 'ignore' });
    await eventually(async () => (await see.order('plain', 'plain-12')) !== undefined);
    child.kill('SIGKILL');
    expect(await imported(path, '--shop', 'plain', '--yes', '--rate', '100')).toMatchObject({ code: 0 });
    await see.quiet();
    for (const id of ['11', '12', '13', '14']) expect(await see.thankus(`plain-${id}`)).toHaveLength(1);
    const audit = await thankflow(['audit', '--limit', '2'], { env: env() });
    expect(audit.stdout).toContain('still running, or killed');
  });

  it('tells of what was cancelled since it was thanked', async () => {
    await deliver(shopOf('plain'), standardOrder('21', person()));
    await see.settled('plain', 'plain-21');
    const path = await file('cancelled.jsonl', JSON.stringify({ type: 'order.cancelled', data: { id: '21' } }));
    expect(await imported(path, '--shop', 'plain', '--yes')).toMatchObject({ code: 0, reversals: 1, sent: 1 });
    await eventually(async () =>
      expect((await see.events('plain-21')).map(({ type }) => type)).toContain('Order Reversed'),
    );
    expect(await imported(path, '--shop', 'plain', '--yes')).toMatchObject({ cancelled: 1, sent: 0 });
  });

  it.each([
    ['nothing.csv', '', 'bees', 'is empty'],
    ['sheet.csv', 'Name;Id;Total\n#1;1;2\n', 'bees', 'separated by semicolons'],
    ['other.csv', 'a,b\n1,2\n', 'woods', 'CSV is read for Shopify only'],
    ['book.xlsx', 'PK\u0003\u0004', 'bees', 'ZIP or Excel'],
  ])('refuses %s', async (name, text, shop, message) => {
    const ran = await cli(await file(name, text), '--shop', shop);
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string });
  });

  it('leaves nothing personal in logs and audit trail', async () => {
    const audit = await thankflow(['audit', '--json'], { env: env() });
    expect(audit.stdout).toContain('3 sent');
    expect(await telltales(stack, (await stack.logs()) + audit.stdout)).toEqual([]);
  });
});
