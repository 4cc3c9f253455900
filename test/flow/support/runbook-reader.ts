import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect } from 'vitest';
import * as z from 'zod';
import { stuckCodes, stuckReasons, type StuckCode, type StuckReason } from '../../../lib/stuck/reasons.ts';
import { thankflow, type Ran } from '../../ops/support.ts';
import { readRunbook, wordsOf } from '../../support/runbook.ts';
import { startFlowStack } from './flow-stack.ts';
import { settings } from './runbook-stage.ts';
import { runbookWorld } from './runbook-world.ts';

const Stuck = z.object({
  stuck: z.array(z.object({ code: z.string(), things: z.array(z.object({ key: z.string() })) })),
});

/** The runbook's commands by the heading of their section. */
export const sections = new Map(readRunbook().map(({ heading, commands }) => [heading, commands]));

/** The reasons whose things are of these kinds. */
export const codesOf = (...kinds: StuckReason['of'][]): StuckCode[] =>
  stuckCodes.filter((code) => kinds.includes(stuckReasons[code].of));

/** What is stuck together with it. */
const comesWith: Partial<Record<StuckCode, StuckCode[]>> = {
  // Its orders have failed before it was held.
  'shop-held-failures': ['thanku-rejected'],
  // The shop is paused until a person has decided.
  'shop-redact-requested': ['brake-shop'],
};

/** An editor that leaves everything as it is. */
const EDITOR = 'true';

/** Asking Thanx says with 1 that the hold in question is there. */
const works = ({ code }: Ran, command: string): boolean =>
  code === 0 || (code === 1 && command.startsWith('thanx check'));

export type RunbookReader = Awaited<ReturnType<typeof runbookReader>>;

/** Somebody who does what the runbook says, on a stack of their own whose shop and order are named as in it. */
export async function runbookReader() {
  const stack = await startFlowStack({ shops: [settings()] });
  const world = runbookWorld(stack);
  const files = await mkdtemp(join(tmpdir(), 'thankflow-runbook-'));
  await writeFile(join(files, 'my-shop.yaml'), stringify(settings()));
  await writeFile(join(files, 'orders.jsonl'), `${world.order()}\n`);
  const cli = (args: readonly string[], stdin = '') =>
    thankflow(args, { env: { LOCAL_DIR: stack.localDir, EDITOR }, stdin });

  /** What is stuck, by code, each with the key of the first. */
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

  /**
   * Runs a section's commands one after the other. One that cannot go on from what those before it left is an alternative
   * to them: it has to work on what the section is about. Returns what did not work.
   */
  async function follow(commands: readonly string[], arrange: () => Promise<string | undefined>): Promise<string[]> {
    const failures: string[] = [];
    let id = await arrange();
    for (const command of commands) {
      if (works(await run(command, id), command)) continue;
      id = await arrange();
      const ran = await run(command, id);
      if (!works(ran, command)) failures.push(`npx thankflow ${command}: ${ran.code}\n${ran.stderr}\n${ran.stdout}`);
    }
    return failures;
  }

  return {
    stack,
    world,
    cli,
    run,
    /** Makes something stuck, sees that `stuck` names it and nothing else, and does what its section says. Returns what did not work. */
    async putRight(code: StuckCode): Promise<string[]> {
      const all = [code, ...(comesWith[code] ?? [])];
      return await follow(sections.get(`stuck: ${code}`) ?? [], async () => {
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
    },
    async stop() {
      await stack.stop();
      await rm(files, { recursive: true, force: true });
    },
  };
}
