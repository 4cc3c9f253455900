import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumberFrom } from '../ops/cli/option-values.ts';
import { faultNames } from './faults.ts';
import { cpuMs } from './kernel/measure.ts';
import { invariants } from './invariants/all.ts';
import { run, type Run } from './run.ts';
import { shrinkRun } from './shrink.ts';

const about = `
Runs the functions' code in simulated time. One seed decides the order of all events, the time and the faults. After each step that
changed something, it checks what thankflow promises:
${invariants.map(({ name, promise }) => `  - ${name}: ${promise}`).join('\n')}

Exits with 1 if a promise is broken, and prints the last steps of the smallest run that it found. The same seed always gives the
same run.`;

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

/** Nobody reads a longer story. `--seed` prints all of it. */
const lastLines = 80;

const describe = ({ broken }: Run): string =>
  broken === undefined ? '' : `\n${broken.what}\nBroken: ${broken.invariant}. ${broken.promise}`;

const listed = (option: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [option, ...values];

/** Prints how a promise was broken: the last steps of the smallest run that breaks it. */
async function printBroken(broken: Run): Promise<void> {
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
  console.log(describe(ran));
  console.log(`With ${orders.length} of ${broken.orders.length} orders; faults: ${faults.join(', ') || 'none'}.`);
  console.log(`Run it again: npm run sim -- ${options.join(' ')}`);
}

/** Returns whether every promise held. */
async function replay(seed: number, { withoutOrder, withoutFault }: Options): Promise<boolean> {
  const ran = await run(seed, { orders: withoutOrder, faults: withoutFault }, (line) => console.log(line));
  if (ran.broken !== undefined) console.log(describe(ran));
  return ran.broken === undefined;
}

/** Returns whether every promise held. */
async function simulate({ from, runs: max = Number.POSITIVE_INFINITY, seconds }: Options): Promise<boolean> {
  const startedMs = cpuMs();
  const cpuSeconds = () => (cpuMs() - startedMs) / 1000;
  const first = from ?? Date.now() % 1_000_000_000;
  let [runs, steps, orders] = [0, 0, 0];
  const baskets = { booked: 0, refunds: 0, requests: 0 };
  let held = true;
  while (held && runs < max && cpuSeconds() < seconds) {
    const ran = await run(first + runs);
    runs += 1;
    steps += ran.steps;
    orders += ran.orders.length;
    for (const what of ['booked', 'refunds', 'requests'] as const) baskets[what] += ran.baskets[what];
    held = ran.broken === undefined;
    if (!held) await printBroken(ran);
  }
  const took = cpuSeconds();
  const perSecond = `${Math.round(steps / took)} steps and ${Math.round(orders / took)} orders a second`;
  console.log(
    `${runs} runs from seed ${first}: ${orders} orders, ${steps} steps, ${took.toFixed(1)} s of CPU; ${perSecond}`,
  );
  const { booked, refunds, requests } = baskets;
  console.log(`${booked} baskets and ${refunds} refunds at Thanx, with ${requests} requests`);
  return held;
}

const command = new Command('npm run sim --')
  .description('Looks for a run that breaks one of thankflow’s promises.')
  .option('--seconds <count>', 'how much CPU time to use', whole, 60)
  .option('--from <seed>', 'the first seed; default: a random one', whole)
  .option('--runs <count>', 'how many seeds to run at most', whole)
  .option('--seed <seed>', 'only this run, with all its steps', whole)
  .option('--without-order <ids...>', 'with --seed: leave out these orders')
  .addOption(
    new Option('--without-fault <names...>', 'with --seed: leave out these kinds of fault').choices(faultNames),
  )
  .addHelpText('after', about)
  .action(async () => {
    const options = Options.parse(command.opts());
    const held = await (options.seed === undefined ? simulate(options) : replay(options.seed, options));
    // The real timers of invocations that were killed in simulated time would keep this process alive.
    process.exit(held ? 0 : 1);
  });
await command.parseAsync();
