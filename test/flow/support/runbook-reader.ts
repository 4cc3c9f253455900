import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect } from 'vitest';
import * as z from 'zod';
import { isProblemCode } from '../../../lib/reconcile/problem.ts';
import { stuckCodes, codeMeanings } from '../../../ops/stuck/codes.ts';
import type { CodeMeaning } from '../../../ops/stuck/order-codes.ts';
import { thankflow, type Ran } from '../../ops/support.ts';
import { readRunbook, wordsOf } from '../../support/runbook.ts';
import { eventually } from './eventually.ts';
import { asOperator } from './as-operator.ts';
import { startFlowStack } from './flow-stack.ts';
import { settings } from './runbook-stage.ts';
import { runbookWorld } from './runbook-world.ts';
import type { ArrangedCode } from './stuck-for.ts';

const Stuck = z.object({
  stuck: z.array(z.object({ code: z.string(), things: z.array(z.object({ key: z.string() })) })),
});

/** The runbook's commands by the heading of their section. */
export const sections = new Map(readRunbook().map(({ heading, commands }) => [heading, commands]));

/** The reasons whose things are of these kinds. */
export const codesOf = (...kinds: CodeMeaning['of'][]): ArrangedCode[] =>
  stuckCodes
    .filter((code) => !isProblemCode(code))
    .filter((code) => code !== 'orders-not-fetched')
    .filter((code) => kinds.includes(codeMeanings[code].of));

/** What is stuck together with it. */
const comesWith: Partial<Record<ArrangedCode, ArrangedCode[]>> = {
  // Its orders have failed before it was held.
  'shop-held-failures': ['thanku-rejected'],
  // The shop is paused until a person has decided.
  'shop-redact-requested': ['brake-shop'],
};

/** What `stuck` prints: each reason it names, and the commands of its arrows. */
function arrowsIn(printed: string): Map<string, string[]> {
  const arrows = new Map<string, string[]>();
  let commands: string[] = [];
  for (const line of printed.split('\n')) {
    const [, code] = /^(?:at least )?[\d,]+ ([a-z-]+) {2}/.exec(line) ?? [];
    if (code !== undefined) arrows.set(code, (commands = []));
    const [, command] = /^ +→ \.\/thankflow (.+)$/.exec(line) ?? [];
    // A shell takes what follows for a comment.
    if (command !== undefined) commands.push(command.replace(/\s+#.*$/, ''));
  }
  return arrows;
}

/** What asks before it does something, and is answered yes. */
const asks = (words: readonly string[]): boolean =>
  !words.includes('--yes') && (words[1] === 'refreeze' || (words[0] === 'privacy' && words[1] === 'erase'));

/** A command of the runbook as the list of reasons has it. */
const asInReasons = (command: string): string =>
  command
    .replace(' --stage prod', '')
    .replace('my-shop/my-shop-1001', 'KEY')
    .replace('my-shop.yaml', 'FILE')
    .replace('--shop my-shop', '--shop SHOP')
    .replace('--target my-target', '--target TARGET')
    .replace('--credential main', '--credential CREDENTIAL');

/**
 * The runbook's shop sends the generic order, whose platform can't be asked for orders and has no app: `reconcile` says so with 2, `secrets put
 * app` and `connect shopware` with 1, and `secrets put notify` of a system that the settings don't have with 2. Asking Thanx says with 1 that the hold in question is there; a retry says with 3 that its order is not through yet, as it is not
 * while the receipt is looked for, for twelve minutes.
 */
export const works = ({ code, stdout, stderr }: Ran, command: string): boolean =>
  code === 0 ||
  (code === 2 && command.startsWith('reconcile ') && stderr.includes('knows no API to ask for orders')) ||
  (code === 2 && command.startsWith('secrets put notify ') && stderr.includes('has no target')) ||
  (code === 1 && /^(secrets put app|connect shopware) /.test(command) && /a Shopware shop|not shopware/.test(stderr)) ||
  (code === 1 && command.startsWith('thanx check')) ||
  (code === 3 &&
    command.startsWith('orders retry') &&
    /^done .* thankflow looks for its receipt at Thanx once more/.test(stdout));

export type RunbookReader = Awaited<ReturnType<typeof runbookReader>>;

/** Somebody who does what the runbook says, on a stack of their own whose shop and order are named as in it. */
export async function runbookReader() {
  const stack = await startFlowStack({ shops: [settings()] });
  const world = runbookWorld(stack);
  const files = await mkdtemp(join(tmpdir(), 'thankflow-runbook-'));
  await writeFile(join(files, 'my-shop.yaml'), stringify(settings()));
  await writeFile(join(files, 'orders.jsonl'), `${world.order()}\n`);
  // With the rights that the stage's policies give to those who repair, and no others.
  const operator = await asOperator(stack.localDir, 'view', 'repair');
  const cli = (args: readonly string[], stdin = '') =>
    thankflow(args, { env: { LOCAL_DIR: operator.localDir }, stdin });

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
      WHEN: '2h',
      RECEIPT: `receipt-${receipts}`,
      CUSTOMER: world.customerId,
      'my-shop.yaml': join(files, 'my-shop.yaml'),
      FILE: join(files, 'my-shop.yaml'),
      'orders.jsonl': join(files, 'orders.jsonl'),
      'event.privacy.json': join(files, 'event.privacy.json'),
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
   * to them: it has to work on what the section is about, once the settings are right if the section said so before. Returns what did not work.
   * @param section all commands of the section
   */
  async function follow(
    commands: readonly string[],
    section: readonly string[],
    arrange: () => Promise<string | undefined>,
  ): Promise<string[]> {
    const failures: string[] = [];
    let id: string | undefined;
    for (const command of commands) {
      if (works(await run(command, id), command)) continue;
      id = await arrange();
      const before = section.slice(0, section.indexOf(command));
      for (const corrects of before.filter((one) => one.startsWith('shops apply'))) await run(corrects);
      const ran = await run(command, id);
      if (!works(ran, command)) failures.push(`./thankflow ${command}: ${ran.code}\n${ran.stderr}\n${ran.stdout}`);
    }
    return failures;
  }

  /** The orders of which something has failed for good. */
  async function failed(): Promise<string[]> {
    const rows = await world.scan();
    return rows
      .filter(({ state }) => state === 'failed' || state === 'rejected')
      .map(({ pk, sk }) => `${String(pk)} ${String(sk)}`);
  }

  /**
   * Does what `stuck` prints, to the letter and in its order, for everything that it names. Returns how many commands that took, and
   * what did not end well.
   */
  async function followArrows(printed?: string): Promise<{ commands: number; wrong: string[] }> {
    const failedBefore = new Set(await failed());
    const arrows = arrowsIn(printed ?? (await cli(['stuck'])).stdout);
    const wrong: string[] = [];
    let commands = 1;
    for (const command of [...arrows.values()].flat()) {
      commands += 1;
      const ran = await run(asks(wordsOf(command)) ? `${command} --yes` : command);
      if (!works(ran, command)) wrong.push(`./thankflow ${command}: ${ran.code}\n${ran.stderr}\n${ran.stdout}`);
    }
    await world.stage.troubles.pass();
    // Housekeeping leaves a hold that was lifted a moment ago to its next minute: the index may lag.
    await eventually(
      async () => {
        await stack.invokeHousekeeping();
        return !(await world.scan()).some(({ state, waitsFor }) => state === 'held' || waitsFor === 'hold');
      },
      { everyMs: 500 },
    );
    const still = await eventually(async () => {
      const left = arrowsIn((await cli(['stuck'])).stdout);
      return (left.size === 0 && 'nothing') || undefined;
    }).catch(async () => (await cli(['stuck'])).stdout);
    if (still !== 'nothing') wrong.push(`still stuck:\n${still}`);
    wrong.push(...(await failed()).filter((row) => !failedBefore.has(row)).map((row) => `has failed: ${row}`));
    return { commands, wrong };
  }

  return {
    stack,
    world,
    cli,
    run,
    followArrows,
    /**
     * Makes something stuck, sees that `stuck` names it and nothing else, and follows its arrows; then runs what else its section of the runbook
     * has. Returns what did not end well.
     */
    async putRight(code: ArrangedCode): Promise<string[]> {
      const all = [code, ...(comesWith[code] ?? [])];
      /** Looks with `look`, which returns what `stuck` names. */
      const arrangeAndSee = async <Named extends Map<string, unknown>>(look: () => Promise<Named>) => {
        await world.arrange(code);
        let named = await look();
        // The minute's own housekeeping may just have seen to what it was late with.
        if (named.size === 0) {
          await world.arrange(code);
          named = await look();
        }
        expect([...named.keys()]).toEqual(all);
        return named;
      };
      const arrange = async () => (await arrangeAndSee(stuck)).get(code);
      // Each look at the dead letters takes a second: what was printed is also what is followed.
      let printed = '';
      await arrangeAndSee(async () => arrowsIn(({ stdout: printed } = await cli(['stuck'])).stdout));
      const { wrong } = await followArrows(printed);
      const followed = new Set(all.flatMap((one) => codeMeanings[one].fix).map((fix) => fix.replace(/ {2}# .*$/, '')));
      const section = sections.get(`stuck: ${code}`) ?? [];
      const others = section.filter((command) => !followed.has(asInReasons(command)));
      return [...wrong, ...(await follow(others, section, arrange))];
    },
    async stop() {
      await operator.end();
      await stack.stop();
      await rm(files, { recursive: true, force: true });
      if (operator.denied.length > 0) throw new Error(`the operators' policies lack:\n${operator.denied.join('\n')}`);
    },
  };
}
