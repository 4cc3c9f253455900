import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { runbookReader, sections, works, type RunbookReader } from './support/runbook-reader.ts';

let reader: RunbookReader;
beforeAll(async () => {
  reader = await runbookReader();
});
afterAll(() => reader?.stop());

const looks = [...sections].flatMap(([heading, commands]) => (heading.startsWith('stuck: ') ? [] : commands));

describe('every command of the runbook works where nothing is stuck', () => {
  beforeAll(() => reader.world.healthy());

  it.each([...new Set(looks)])('./thankflow %s', async (command) => {
    const ran = await reader.run(command);
    expect(works(ran, command) || ran).toBe(true);
  });
});

it('status --watch shows one look after the other, until Ctrl-C', async () => {
  const args = ['ops/thankflow.ts', 'status', '--watch', '--every', '1', '--json'];
  const child = spawn(process.execPath, args, { env: { ...process.env, LOCAL_DIR: reader.stack.localDir } });
  const looked: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    looked.push(JSON.parse(line));
    if (looked.length === 2) child.kill('SIGINT');
  }
  expect(looked).toEqual([expect.objectContaining({ stage: 'local' }), expect.objectContaining({ stage: 'local' })]);
  await eventually(async () => expect(child.exitCode).toBe(130));
});

it('status counts what has happened, and what is stuck and held', async () => {
  await reader.world.arrange('shop-held-failures');
  const { stdout } = await reader.cli(['status', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    queues: expect.arrayContaining([
      { queue: 'orders-dlq', waiting: 1, inFlight: 0, delayed: 0, oldestSeconds: expect.any(Number) },
    ]),
    unsettled: { thanku: { 'failed: rejected': 1 } },
    stuck: [
      { code: 'shop-held-failures', count: 1 },
      { code: 'thanku-rejected', count: 1 },
    ],
    held: [{ key: 'my-shop', code: 'shop-held-failures' }],
    permits: [{ credential: 'main', limit: 2000 }],
  });
  const { counted, permits } = JSON.parse(stdout);
  expect(counted.lastHour.ThankuCallRefused).toBeGreaterThan(0);
  expect(counted.lastHour.ThankuCall).toBeGreaterThan(counted.lastHour.ThankuCallRefused);
  expect(counted.lastHour.OrderThanked).toBeGreaterThan(0);
  expect(permits[0].usedInWindow).toBeGreaterThan(0);
  const shown = await reader.cli(['status']);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/my-shop: shop-held-failures, failures, for 1 h[\s\S]*failed: rejected 1/);
});

it('stuck --check ends with 3 if anything is stuck, and with 0 if nothing is', async () => {
  await reader.world.arrange('brake-credential');
  expect(await reader.cli(['stuck', '--check'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('1 brake-credential'),
  });
  expect(await reader.cli(['stuck', '--check', '--reason', 'overdue'])).toMatchObject({ code: 0 });
  await reader.world.healthy();
  expect(await reader.cli(['stuck', '--check'])).toMatchObject({
    code: 0,
    stdout: 'Nothing is stuck on stage local.\n',
  });
});

describe('from the alarm to the repair', () => {
  const ids = ['1001', '1002', '1003'];
  const wallet = (token: string) => reader.stack.thanku('PUT', '/_sandbox/tokens', { 'my-shop': token });
  const wrongToken = 'another-token-000000000000000001';
  /** What goes wrong, how a person puts it right outside of thankflow, and what they fill in. */
  const causes: Record<string, { breaks: () => Promise<unknown>; mends: () => Promise<unknown>; notYet?: RegExp[] }> = {
    'a wrong ThankU token': {
      breaks: () => wallet(wrongToken),
      mends: async () => reader.world.fillIn('thanku', wrongToken),
    },
    'an empty wallet': {
      breaks: () => reader.stack.thanku('PUT', '/_sandbox/wallets', { empty: ['my-shop'] }),
      mends: () => reader.stack.thanku('PUT', '/_sandbox/wallets', { empty: [] }),
    },
    'wrong settings': {
      breaks: async () => {
        await reader.world.stage.apply({ impact: { fixed: 2 } });
        await reader.world.stage.refuse('thanku', { holds: '"impactValue":2' });
      },
      mends: async () => undefined,
      // The token wasn't the cause, so the order that tries with it is refused again.
      notYet: [/^\.\/thankflow secrets put thanku .*: 3\n/],
    },
  };

  it.each(Object.entries(causes))(
    '%s: one order fails, and following stuck to the letter thanks all',
    async (_, cause) => {
      const { stage } = reader.world;
      await reader.world.fresh();
      await cause.breaks();
      for (const id of ids) {
        await stage.deliverOrder({ id });
        await eventually(async () => {
          const row = await stage.see.order('my-shop', `my-shop-${id}`);
          return row?.state === 'failed' || row?.state === 'held';
        });
      }
      await stage.see.quiet();
      const printed = await reader.cli(['stuck']);
      expect(printed.stdout).toMatch(
        /^1 shop-held-failures [\s\S]*ThankU’s last answer, about my-shop-1002: 400 “[\s\S]*^1 thanku-rejected /m,
      );
      await cause.mends();
      const { commands, wrong } = await reader.followArrows();
      expect(wrong).toEqual((cause.notYet ?? []).map((one): unknown => expect.stringMatching(one)));
      for (const id of ids)
        await eventually(async () => expect(await stage.see.thankus(`my-shop-${id}`)).toHaveLength(1));
      expect(commands).toBe(8);
    },
  );
});
