import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { readCloudAssembly } from '../local/template/cloud-assembly.ts';
import { startStack } from '../local/stack.ts';
import { sharedAssembly } from '../local/synth.ts';
import { billOf, sumOf, type Bill } from './cost/bill.ts';
import { fixedCosts, secretsOfShops } from './cost/fixed.ts';
import { floorOf } from './cost/floor.ts';
import { countNotified, usageOfNotifying } from './cost/notified.ts';
import { notifiedShop } from './cost/notified-shop.ts';
import { metafieldsOf, webhookOf } from './cost/calm.ts';
import { countedLog, measureOrders } from './cost/measured-workers.ts';
import { pricesAsOf } from './cost/prices.ts';
import { stageSettings } from './cost/stage-settings.ts';
import { countOrder, pollsOfReceipt, usageOf, usageOfFollowing } from './cost/usage.ts';
import { withFolder } from './local-stack.ts';
import { readSampleShops } from '../local/shops.ts';

/*
 * What a million orders cost on AWS, and what a stage costs in which nothing happens: `npm run bench:cost -- --orders 40`. bench/README.md says
 * how the figures come about.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '40' } } });
const orders = Number(values.orders);

const dollars = (amount: number): string => amount.toFixed(2);

function printBills(bills: Record<string, Bill>): void {
  const [first] = Object.values(bills);
  const components = Object.keys(first ?? {}).filter((name): name is keyof Bill => name in (first ?? {}));
  const row = (value: (bill: Bill) => number) =>
    Object.fromEntries(Object.entries(bills).map(([title, bill]) => [title, dollars(value(bill) * 1e6)]));
  console.table({
    ...Object.fromEntries(components.map((name) => [name, row((bill) => bill[name])])),
    all: row(sumOf),
  });
}

await withFolder(async (localDir) => {
  const templates = readCloudAssembly(await sharedAssembly());
  const settings = stageSettings(templates);
  const [plain, loyal] = [await countOrder(false), await countOrder(true)];

  const log = countedLog();
  // Other stages keep secrets and settings for a minute. The local one forgets them after a second.
  const environment = { CACHE_TTL_MS: '60000' };
  const notified = await notifiedShop();
  const shops = [...readSampleShops(), notified.settings];
  const stack = await startStack({ localDir, port: 0, fresh: true, rowsInMemory: true, environment, shops, ...log });
  try {
    const shopOf = (wanted: string) => {
      const found = stack.endpoints().shops.find(({ id }) => id === wanted);
      if (found === undefined) throw new Error(`the stack has no shop ${wanted}`);
      return found;
    };
    const [standard, shopify] = [shopOf('demo-standard'), shopOf('demo-shopify')];
    const run = (prefix: number, count: number, atOnce: number, isLoyal: boolean) =>
      measureOrders(stack, log, isLoyal ? shopify : standard, { orders: count, atOnce, prefix, isLoyal });
    const {
      told,
      settings: { shop: notifiedName },
    } = notified;
    const runNotified = (prefix: number, count: number, atOnce: number) =>
      measureOrders(stack, log, shopOf(notifiedName), { orders: count, atOnce, prefix, isLoyal: false, told });
    // Functions that have just started are slower, and their caches are empty.
    await run(1_000_000, 100, 4, false);
    await run(2_000_000, 20, 5, true);
    const alone = await run(3_000_000, orders, 1, false);
    const full = await run(4_000_000, 5 * orders, 20, false);
    const receiptAlone = await run(5_000_000, Math.ceil(orders / 2), 1, true);
    const receiptFull = await run(6_000_000, orders, 10, true);
    await runNotified(7_000_000, 50, 4);
    const toldAlone = await runNotified(8_000_000, orders, 1);
    const toldFull = await runNotified(9_000_000, 5 * orders, 20);

    console.log(`Prices: ${pricesAsOf}. Machine: ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}.`);
    console.log('\nProcessor time of one order, warm, in ms');
    const cpu = (measured: typeof alone) =>
      Object.fromEntries(Object.entries(measured).map(([name, { cpuMs }]) => [name, cpuMs.toFixed(1)]));
    console.table({
      'one at a time': cpu(alone),
      'full batches': cpu(full),
      'with a receipt': cpu(receiptAlone),
      'with receipts, full batches': cpu(receiptFull),
      'with a webhook to the shop': cpu(toldAlone),
      'with webhooks, full batches': cpu(toldFull),
    });

    console.log('\nDollars per million orders');
    printBills({
      'ThankU, one at a time': billOf(usageOf(plain, alone, settings, { isLoyal: false, isFull: false })),
      'full batches': billOf(usageOf(plain, full, settings, { isLoyal: false, isFull: true })),
      'with a receipt': billOf(usageOf(loyal, receiptAlone, settings, { isLoyal: true, isFull: false })),
      'receipts, full batches': billOf(usageOf(loyal, receiptFull, settings, { isLoyal: true, isFull: true })),
    });
    console.log("\nDollars per million orders, in addition, for telling the shop's own systems that they were thanked");
    const [ofWebhook, ofMetafields] = [webhookOf('oak'), metafieldsOf('oak')];
    const webhook = await countNotified('oak', [ofWebhook]);
    const both = await countNotified('oak', [ofWebhook, ofMetafields]);
    const notifying = (counted: typeof webhook, isFull: boolean) =>
      billOf(usageOfNotifying(plain.order, counted, (isFull ? toldFull : toldAlone)['notify-shop'], settings, isFull));
    printBills({
      'a webhook, one at a time': notifying(webhook, false),
      'full batches': notifying(webhook, true),
      'and a metafield': notifying(both, false),
      'and metafields, full batches': notifying(both, true),
    });
    console.log('\nThe floor: dollars per million orders of any design with the same services and promises');
    printBills({
      'ThankU, one at a time': billOf(floorOf(settings, false, false)),
      'full batches': billOf(floorOf(settings, false, true)),
      'with a receipt': billOf(floorOf(settings, true, false)),
      'receipts, full batches': billOf(floorOf(settings, true, true)),
    });
    if (loyal.polls !== undefined) {
      const polls = pollsOfReceipt().toFixed(2);
      console.log(`\nDollars per million receipts for polling until Thanx decides, in 24 to 72 hours: ${polls} polls`);
      const following = (measured: typeof alone, isFull: boolean) =>
        loyal.polls && billOf(usageOfFollowing(loyal.polls, loyal.idle, measured['submit-to-thanx'], settings, isFull));
      const [one, many] = [following(receiptAlone, false), following(receiptFull, true)];
      if (one !== undefined && many !== undefined) printBills({ 'one at a time': one, 'full batches': many });
    }

    console.log('\nDollars a month of a stage in which nothing happens');
    const fixed = fixedCosts(templates, plain.idle, settings.memoryGb.housekeeping, 5);
    const idle = Object.values(fixed).reduce((sum, one) => sum + one, 0);
    console.table(
      Object.fromEntries([...Object.entries(fixed), ['all', idle]].map(([name, sum]) => [name, dollars(Number(sum))])),
    );
    console.log('\nDollars a month for the secrets of shops: each has its own ThankU token, or they share secrets');
    const secretsOf = (count: number) => {
      const { own, shared } = secretsOfShops(templates, count);
      const each = { 'own, per shop': dollars(own / count), 'shared, per shop': (shared / count).toFixed(3) };
      return { own: dollars(own), shared: dollars(shared), ...each, 'shared, with the stage': dollars(idle + shared) };
    };
    console.table(Object.fromEntries([1, 9, 100, 1000].map((count) => [`${count} shops`, secretsOf(count)])));
  } finally {
    await stack.stop();
    await notified.close();
  }
});
process.exit();
