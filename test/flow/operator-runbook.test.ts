import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stuckCodes } from '../../lib/stuck/reasons.ts';
import { thankflow, type Ran } from '../ops/support.ts';
import { readRunbook, wordsOf } from '../support/runbook.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { settings } from './support/runbook-stage.ts';
import { runbookWorld } from './support/runbook-world.ts';

let stack: FlowStack;
let world: ReturnType<typeof runbookWorld>;
let files: string;
beforeAll(async () => {
  stack = await startFlowStack({ shops: [settings()] });
  world = runbookWorld(stack);
  files = await mkdtemp(join(tmpdir(), 'thankflow-runbook-'));
  await writeFile(join(files, 'my-shop.yaml'), stringify(settings()));
  await writeFile(join(files, 'orders.jsonl'), `${world.order()}\n`);
});
afterAll(async () => {
  await stack?.stop();
  await rm(files, { recursive: true, force: true });
});

/** An editor that leaves everything as it is. */
const EDITOR = 'true';
const cli = (args: readonly string[], stdin = '') =>
  thankflow(args, { env: { LOCAL_DIR: stack.localDir, EDITOR }, stdin });

const Stuck = z.object({
  stuck: z.array(z.object({ code: z.string(), things: z.array(z.object({ key: z.string() })) })),
});
async function stuck(): Promise<Map<string, string | undefined>> {
  const { stdout } = await cli(['stuck', '--json']);
  return new Map(
    Stuck.parse(JSON.parse(stdout)).stuck.map(({ code, things }) => [code, things[0]?.key.split(' ').at(-1)]),
  );
}

let receipts = 0;
/** Runs a command as the runbook has it, on this stage and with what its reader fills in. */
async function run(command: string, id?: string): Promise<Ran> {
  receipts += 1;
  const filled: Record<string, string> = {
    prod: 'local',
    ID: id ?? 'ID',
    RECEIPT: `receipt-${receipts}`,
    CUSTOMER: world.customerId,
    'my-shop.yaml': join(files, 'my-shop.yaml'),
    'orders.jsonl': join(files, 'orders.jsonl'),
  };
  // A look that goes on for ever is seen elsewhere.
  const words = wordsOf(command).filter((word) => word !== '--watch');
  return await cli(
    words.map((word) => filled[word] ?? word),
    await world.stdinFor(words),
  );
}

/** Asking Thanx says with 1 that the hold in question is there. */
const works = ({ code }: Ran, command: string): boolean =>
  code === 0 || (code === 1 && command.startsWith('thanx check'));

/**
 * Runs a section's commands one after the other. One that cannot go on from what those before it left is an alternative
 * to them: it has to work on what the section is about.
 */
async function follow(commands: readonly string[], arrange: () => Promise<string | undefined>): Promise<void> {
  let id = await arrange();
  for (const command of commands) {
    if (works(await run(command, id), command)) continue;
    id = await arrange();
    const ran = await run(command, id);
    expect(works(ran, command), `npx thankflow ${command}\nexit code ${ran.code}\n${ran.stderr}\n${ran.stdout}`).toBe(
      true,
    );
  }
}

const sections = new Map(readRunbook().map(({ heading, commands }) => [heading, commands]));
const looks = [...sections].flatMap(([heading, commands]) => (heading.startsWith('stuck: ') ? [] : commands));

describe('every command of the runbook works', () => {
  describe.concurrent('on a stage where nothing is stuck', () => {
    beforeAll(() => world.healthy());

    it.each([...new Set(looks)])('npx thankflow %s', async (command) => {
      const ran = await run(command);
      expect(ran).toMatchObject({ code: 0 });
    });
  });

  it.each(stuckCodes)('stuck: %s, which stuck names', async (code) => {
    // Its orders have failed before it was held.
    const all = code === 'shop-held-failures' ? [code, 'thanku-rejected'] : [code];
    await follow(sections.get(`stuck: ${code}`) ?? [], async () => {
      await world.arrange(code);
      let named = await stuck();
      // The minute's own housekeeping may just have seen to what it was late with.
      if (named.size === 0) {
        await world.arrange(code);
        named = await stuck();
      }
      expect([...named.keys()]).toEqual(all);
      return named.get(code);
    });
  });
});

it('status --watch shows one look after the other, until Ctrl-C', async () => {
  const args = ['ops/thankflow.ts', 'status', '--watch', '--every', '1', '--json'];
  const child = spawn(process.execPath, args, { env: { ...process.env, LOCAL_DIR: stack.localDir } });
  const looked: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    looked.push(JSON.parse(line));
    if (looked.length === 2) child.kill('SIGINT');
  }
  expect(looked).toEqual([expect.objectContaining({ stage: 'local' }), expect.objectContaining({ stage: 'local' })]);
  await eventually(async () => expect(child.exitCode).toBe(0));
});

it('status counts what has happened, and what is stuck and held', async () => {
  await world.arrange('shop-held-failures');
  const { stdout } = await cli(['status', '--json']);
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
  const shown = await cli(['status']);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/failed: rejected 1[\s\S]*my-shop: shop-held-failures, failures, since 1 h ago/);
});

it('stuck --check ends with 3 if anything is stuck, and with 0 if nothing is', async () => {
  await world.arrange('brake-credential');
  expect(await cli(['stuck', '--check'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('1 brake-credential'),
  });
  expect(await cli(['stuck', '--check', '--reason', 'overdue'])).toMatchObject({ code: 0 });
  await world.healthy();
  expect(await cli(['stuck', '--check'])).toMatchObject({ code: 0, stdout: 'Nothing is stuck on stage local.\n' });
});
