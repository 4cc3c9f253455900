import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumber, wholeNumberFrom } from '../ops/cli/whole-number.ts';
import { accidents, soakFaultNames, interventions } from './faults/all.ts';
import { report } from './report.ts';
import { soak, type Soaked } from './run.ts';
import { thankflow } from './thankflow.ts';
import { startSoakWorld, type SoakWorld } from './world.ts';

const about = `
Runs the local stack and sends it orders of three shops, each webhook one to three times, some forged, some of test orders, some
reversed before or after. Meanwhile these faults happen, in an order that the seed decides:
${[...accidents, ...interventions].map(({ name, means }) => `  - ${name}: ${means}`).join('\n')}

Then the faults end. Everything must settle, a person does what \`thankflow stuck\` asks for, and the partners' books are compared
with what was sent. Ends with 1 if anything is missing there, wrong, or too much.`;

const Options = z.object({
  orders: z.number(),
  seed: z.number(),
  receipts: z.number().optional(),
  seconds: z.number().optional(),
  skipWaits: z.boolean().default(false),
  visibility: z.number().optional(),
  only: z.array(z.string()).optional(),
  keep: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

/** Thanx takes 2,000 calls in 15 minutes, and a receipt is two: more than this takes a night. */
const mostReceipts = 1500;
/** What the local stack keeps up with on two cores while it is troubled, with other work beside it. */
const ordersPerSecond = 5;
const leastSeconds = 20;
/** The stories of more orders nobody reads. */
const toldOrders = 3;
/** With `--skip-waits`, what a killed function had in hand comes back after so long by default, and not after minutes. */
const skippingVisibilitySeconds = 10;

const say = (line: string) => console.log(line);

/** Whether every promise was kept. */
async function main(options: Options): Promise<boolean> {
  const { orders, seed, only, skipWaits } = options;
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-soak-'));
  const seconds = options.seconds ?? Math.max(leastSeconds, Math.ceil(orders / ordersPerSecond));
  const receipts = options.receipts ?? Math.min(mostReceipts, Math.ceil(orders * 0.15));
  console.log(`Seed ${seed}: ${orders} orders, faults for ${seconds} s. The stack starts …`);
  const visibilitySeconds = options.visibility ?? (skipWaits ? skippingVisibilitySeconds : undefined);
  const world = await startSoakWorld(folder, visibilitySeconds);
  let kept = false;
  try {
    const soaked = await soak(world, { seed, orders, receipts, seconds, skipWaits, only, tell: say });
    console.log(`\n${report(soaked).join('\n')}`);
    kept = isKept(soaked);
    if (!kept) await tellBroken(world, soaked);
    console.log(kept ? '\nEvery promise was kept.' : `\nBroken. Again: npm run soak -- ${again(options)}`);
    return kept;
  } finally {
    await world.stack.kill();
    await world.stack.killFunctions();
    world.partners.close();
    if (options.keep || !kept) console.log(`The stack's rows and logs are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

const isKept = ({ findings, settled }: Soaked): boolean => findings.length === 0 && settled.left.length === 0;

const again = ({ orders, seed, receipts, seconds, skipWaits, visibility, only }: Options): string =>
  [
    `--orders ${orders} --seed ${seed}`,
    ...(receipts === undefined ? [] : [`--receipts ${receipts}`]),
    ...(seconds === undefined ? [] : [`--seconds ${seconds}`]),
    ...(skipWaits ? ['--skip-waits'] : []),
    ...(visibility === undefined ? [] : [`--visibility ${visibility}`]),
    ...(only === undefined ? [] : [`--only ${only.join(' ')}`]),
  ].join(' ');

/** What is wrong, and the stories of the first few orders: what their platforms sent, and what thankflow says. */
async function tellBroken(world: SoakWorld, { findings, settled, journal }: Soaked): Promise<void> {
  console.log('\nWrong:');
  for (const { what } of findings) console.log(`  ${what}`);
  if (settled.left.length > 0) console.log(`  left: ${settled.left.join(', ')}`);
  const orders = new Set(findings.flatMap(({ order }) => (order === undefined ? [] : [order])));
  for (const order of [...orders].slice(0, toldOrders)) {
    const key = `${order.shop.id}/${order.pid}`;
    const { stdout, stderr } = await thankflow(world.folder, ['orders', 'show', key]);
    console.log(`\n${key}\n${journal.of(order).join('\n')}\n${stdout}${stderr}`);
  }
}

const command = new Command('npm run soak --')
  .description('Runs the local stack under faults, and compares what the partners have at the end with what was sent.')
  .option('--orders <count>', 'how many orders', wholeNumber, 10_000)
  .option(
    '--seed <seed>',
    'decides about orders and faults; default: a fresh one',
    wholeNumberFrom(0),
    Date.now() % 1_000_000,
  )
  .option(
    '--receipts <count>',
    'how many orders get a receipt at most; default: 15 %, 1,500 at most',
    wholeNumberFrom(0),
  )
  .option('--seconds <count>', 'how long orders come and faults happen; default: a fifth of the orders', wholeNumber)
  .option('--skip-waits', 'pass the minutes that thankflow waits by itself once the faults have ended')
  .option(
    '--visibility <seconds>',
    'after how long queues give what a killed function had in hand to another; default: the template’s minutes, with --skip-waits 10',
    wholeNumber,
  )
  .addOption(new Option('--only <faults...>', 'only these faults').choices(soakFaultNames))
  .option('--keep', 'keep the stack’s folder')
  .addHelpText('after', about)
  .action(async () => {
    // Sockets of processes that were killed would keep this one for a while.
    process.exit((await main(Options.parse(command.opts()))) ? 0 : 1);
  });
await command.parseAsync();
