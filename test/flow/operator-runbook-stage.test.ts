import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thankflow } from '../ops/support.ts';
import { asOperator } from './support/as-operator.ts';
import { codesOf, runbookReader, type RunbookReader } from './support/runbook-reader.ts';

let reader: RunbookReader;
beforeAll(async () => {
  reader = await runbookReader();
});
afterAll(() => reader?.stop());

describe('every command of the runbook works when the stage, a shop or a message is stuck', () => {
  // A recording of another stage puts that right: test/ops/certify.
  const elsewhere = new Set(['baskets-not-certified']);

  it.each(
    codesOf('row', 'webhook', 'message', 'shop', 'target', 'credential', 'partner').filter(
      (code) => !elsewhere.has(code),
    ),
  )('stuck: %s, which stuck names', async (code) => {
    expect(await reader.putRight(code)).toEqual([]);
  });
});

describe('an operator with the view policy alone', () => {
  const order = 'my-shop/my-shop-1001';

  it('sees everything, and is denied nothing that the commands need', async () => {
    await reader.world.arrange('thanku-rejected');
    const operator = await asOperator(reader.stack.localDir, 'view');
    const run = async (command: string) => {
      const { code, stderr } = await thankflow(command.split(' '), { env: { LOCAL_DIR: operator.localDir } });
      return [command, code, stderr.includes('AccessDenied') || stderr.includes('may not')];
    };
    for (const command of [
      'status --json',
      'stuck --json',
      'stuck --all --json',
      'orders find 1001',
      `orders show ${order}`,
      `orders show ${order} --request`,
      'orders list --state failed',
      'dlq list',
      'quarantine list',
      'shops list',
      'shops show my-shop',
      'shops history my-shop',
      'privacy list',
      'audit',
      'report --month 2026-10',
    ])
      expect(await run(command)).toEqual([command, 0, false]);
    expect(operator.denied).toEqual([]);
    await operator.end();
  });

  it.each([
    ['pause --shop my-shop --why test', 'dynamodb:PutItem'],
    [`orders retry ${order} --why test`, 'dynamodb:PutItem'],
    ['shops link-key my-shop', 'secretsmanager:GetSecretValue'],
    ['thanx check --shop my-shop', 'secretsmanager:GetSecretValue'],
  ])('may not: %s', async (command, action) => {
    const operator = await asOperator(reader.stack.localDir, 'view');
    const before = await reader.world.scan();
    const { code } = await thankflow(command.split(' '), { env: { LOCAL_DIR: operator.localDir } });
    expect(code).not.toBe(0);
    expect(operator.denied.join('\n')).toContain(action);
    expect(await reader.world.scan()).toEqual(before);
    await operator.end();
  });
});
