import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumber, wholeNumberFrom } from '../ops/cli/option-values.ts';
import { accidents, soakFaultNames, interventions } from './faults/all.ts';
import { report } from './report.ts';
import { soak, type Soaked } from './run.ts';
import { thankflow } from './thankflow.ts';
import { startSoakWorld, type SoakWorld } from './world.ts';

const about = `
Runs the local stack and sends it orders of three shops, each webhook one to three times, some forged, some of test orders, some
reversed before or after. Meanwhile these faults happen, in an order that the seed decides:
${[...accidents, ...interventions].map(({ name, means }) => `  - ${name}: ${means}`).join('\n')}

Then the faults end. Everything must settle; the soak does what \`thankflow stuck\` asks a person to do. The partners' books are
compared with what was sent. Exits with 1 if anything in them is missing, wrong, or too much.`;

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

/** Thanx accepts 2,000 calls in 15 minutes, and a receipt is two: more than this takes all night. */
const maxReceipts = 1500;
/** How many orders the local stack can handle on two busy cores during faults. */
const ordersPerSecond = 5;
const minSeconds = 20;
/** Nobody reads the histories of more orders. */
const shownOrders = 3;
/** With `--skip-waits`, a killed function's messages come back after this time by default, instead of after minutes. */
const skippingVisibilitySeconds = 10;

const print = (line: string) => console.log(line);

/** Whether every promise was kept. */
async function main(options: Options): Promise<boolean> {
  const { orders, seed, only, skipWaits } = options;
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-soak-'));
  const seconds = options.seconds ?? Math.max(minSeconds, Math.ceil(orders / ordersPerSecond));
  const receipts = options.receipts ?? Math.min(maxReceipts, Math.ceil(orders * 0.15));
  console.log(`Seed ${seed}: ${orders} orders, faults for ${seconds} s. The stack starts …`);
  const visibilitySeconds = options.visibility ?? (skipWaits ? skippingVisibilitySeconds : undefined);
  const world = await startSoakWorld(folder, visibilitySeconds);
  let kept = false;
  try {
    const soaked = await soak(world, { seed, orders, receipts, seconds, skipWaits, only, print });
    console.log(`\n${report(soaked).join('\n')}`);
    kept = isKept(soaked);
    if (!kept) await printBroken(world, soaked);
    console.log(kept ? '\nEvery promise was kept.' : `\nBroken. Run it again: npm run soak -- ${again(options)}`);
    return kept;
  } finally {
    await world.stack.kill();
    await world.stack.killFunctions();
    world.partners.close();
    if (options.keep || !kept) console.log(`The stack's rows and logs are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

const isKept = ({ deviations, settled }: Soaked): boolean => deviations.length === 0 && settled.left.length === 0;

const again = ({ orders, seed, receipts, seconds, skipWaits, visibility, only }: Options): string => {
  const valued = Object.entries({ orders, seed, receipts, seconds, visibility, only: only?.join(' ') });
  const given = valued.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]));
  return [...given, ...(skipWaits ? ['--skip-waits'] : [])].join(' ');
};

/** Prints what is wrong, and the histories of the first few orders: the answers to their platforms, and `orders show`. */
async function printBroken(world: SoakWorld, { deviations, settled, journal }: Soaked): Promise<void> {
  console.log('\nWrong:');
  for (const { what } of deviations) console.log(`  ${what}`);
  if (settled.left.length > 0) console.log(`  left: ${settled.left.join(', ')}`);
  const orders = new Set(deviations.flatMap(({ order }) => (order === undefined ? [] : [order])));
  for (const order of [...orders].slice(0, shownOrders)) {
    const key = `${order.shop.id}/${order.pid}`;
    const { stdout, stderr } = await thankflow(world.folder, ['orders', 'show', key]);
    console.log(`\n${key}\n${journal.of(order).join('\n')}\n${stdout}${stderr}`);
  }
}

const command = new Command('npm run soak --')
  .description('Runs the local stack under faults, and compares the partners’ books with what was sent.')
  .option('--orders <count>', 'how many orders', wholeNumber, 10_000)
  .option(
    '--seed <seed>',
    'decides which orders and faults there are; default: a random one',
    wholeNumberFrom(0),
    Date.now() % 1_000_000,
  )
  .option(
    '--receipts <count>',
    'at most how many orders get a receipt; default: 15 %, but at most 1,500',
    wholeNumberFrom(0),
  )
  .option(
    '--seconds <count>',
    'how long orders are sent and faults happen; default: a fifth of the number of orders',
    wholeNumber,
  )
  .option('--skip-waits', 'skip the minutes that thankflow waits after the faults have ended')
  .option(
    '--visibility <seconds>',
    'the queues’ visibility timeout; default: the template’s, or 10 with --skip-waits',
    wholeNumber,
  )
  .addOption(new Option('--only <faults...>', 'cause only these faults').choices(soakFaultNames))
  .option('--keep', 'keep the stack’s folder')
  .addHelpText('after', about)
  .action(async () => {
    // Sockets of killed processes would keep this process alive for a while.
    process.exit((await main(Options.parse(command.opts()))) ? 0 : 1);
  });
await command.parseAsync();
