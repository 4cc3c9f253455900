import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumberFrom } from '../ops/cli/whole-number.ts';
import { faultNames } from './faults.ts';
import { cpuMs } from './kernel/measure.ts';
import { invariants } from './invariants/all.ts';
import { run, type Run } from './run.ts';
import { shrinkRun } from './shrink.ts';

const about = `
Runs the functions' code in simulated time: the order of all events, the time and the faults follow from one seed. After each
step that changed something, it checks what thankflow promises:
${invariants.map(({ name, promise }) => `  - ${name}: ${promise}`).join('\n')}

Ends with 1 if a promise is broken, and shows the last steps of the smallest run it found that breaks it. The same seed is
always the same run.`;

const whole = wholeNumberFrom(0);

const Options = z.object({
  seed: z.number().optional(),
  withoutOrder: z.array(z.string()).default([]),
  withoutFault: z.array(z.enum(faultNames)).default([]),
  from: z.number().optional(),
  runs: z.number().optional(),
  seconds: z.number(),
});
type Options = z.infer<typeof Options>;

/** More of a story than this nobody reads; `--seed` prints all of it. */
const lastLines = 80;

const wordsOf = ({ broken }: Run): string =>
  broken === undefined ? '' : `\n${broken.what}\nBroken: ${broken.invariant}. ${broken.promise}`;

const listed = (option: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [option, ...values];

/** Tells how a promise was broken: the last steps of the smallest run that breaks it. */
async function tell(broken: Run): Promise<void> {
  const { ran, without } = await shrinkRun(broken);
  const { seed, orders, faults } = ran;
  const options = [
    `--seed ${seed}`,
    ...listed('--without-order', without.orders),
    ...listed('--without-fault', without.faults),
  ];
  const story: string[] = [];
  await run(seed, without, (line) => story.push(line));
  for (const line of story.slice(-lastLines)) console.log(line);
  console.log(wordsOf(ran));
  console.log(`With ${orders.length} of ${broken.orders.length} orders; faults: ${faults.join(', ') || 'none'}.`);
  console.log(`Again: npm run sim -- ${options.join(' ')}`);
}

/** Whether all held. */
async function replay(seed: number, { withoutOrder, withoutFault }: Options): Promise<boolean> {
  const ran = await run(seed, { orders: withoutOrder, faults: withoutFault }, (line) => console.log(line));
  if (ran.broken !== undefined) console.log(wordsOf(ran));
  return ran.broken === undefined;
}

/** Whether all held. */
async function simulate({ from, runs: most = Number.POSITIVE_INFINITY, seconds }: Options): Promise<boolean> {
  const startedMs = cpuMs();
  const cpuSeconds = () => (cpuMs() - startedMs) / 1000;
  const first = from ?? Date.now() % 1_000_000_000;
  let [runs, steps, orders] = [0, 0, 0];
  let held = true;
  while (held && runs < most && cpuSeconds() < seconds) {
    const ran = await run(first + runs);
    runs += 1;
    steps += ran.steps;
    orders += ran.orders.length;
    held = ran.broken === undefined;
    if (!held) await tell(ran);
  }
  const took = cpuSeconds();
  const perSecond = `${Math.round(steps / took)} steps and ${Math.round(orders / took)} orders a second`;
  console.log(
    `${runs} runs from seed ${first}: ${orders} orders, ${steps} steps, ${took.toFixed(1)} s of CPU; ${perSecond}`,
  );
  return held;
}

const command = new Command('npm run sim --')
  .description('Looks for a run that breaks what thankflow promises.')
  .option('--seconds <count>', 'CPU time to use', whole, 60)
  .option('--from <seed>', 'the first seed; default: a fresh one', whole)
  .option('--runs <count>', 'how many seeds at most', whole)
  .option('--seed <seed>', 'this run only, with its whole story', whole)
  .option('--without-order <ids...>', 'with --seed: leaves out orders')
  .addOption(new Option('--without-fault <names...>', 'with --seed: leaves out kinds of fault').choices(faultNames))
  .addHelpText('after', about)
  .action(async () => {
    const options = Options.parse(command.opts());
    const held = await (options.seed === undefined ? simulate(options) : replay(options.seed, options));
    // Timers of invocations that were killed in simulated time would keep the process for their real time.
    process.exit(held ? 0 : 1);
  });
await command.parseAsync();
