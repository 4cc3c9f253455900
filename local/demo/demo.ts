import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { linesForTerminal } from '../../lib/terminal.ts';
import type { LocalShop } from '../endpoints.ts';
import { startStack, type Stack } from '../stack.ts';
import { readBooks } from './books.ts';
import { check } from './check.ts';
import { sampleOrders } from './sample-orders.ts';
import type { Sample } from './sample.ts';
import { postWebhook, signedHeaders } from './signed-webhook.ts';
import { isThrough, orderStatus } from './status.ts';
import { resultTable } from './table.ts';

/** Longer than this nothing of the demo takes on a slow machine. */
const patienceMs = 40_000;

/** Kept where somebody names a folder, to look at its logs and data afterwards. */
const kept = process.env['LOCAL_DIR'];
const localDir = kept || (await mkdtemp(join(tmpdir(), 'thankflow-demo-')));
let stack: Stack | undefined;
const interrupted = Promise.withResolvers<number>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.resolve(130));
}
try {
  process.exitCode = await Promise.race([demo(), interrupted.promise]);
} catch (error) {
  console.error(linesForTerminal(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
} finally {
  await stack?.stop();
  if (!kept) await rm(localDir, { recursive: true, force: true });
}
process.exit();

async function demo(): Promise<number> {
  console.log(
    'Starting thankflow on this machine: the deployed bundles, the synthesized template, sandboxes for ThankU and Thanx.',
  );
  stack = await startStack({ localDir, port: 0, fresh: true });
  const { shops } = stack.endpoints();
  const samples = sampleOrders(Date.now());
  console.log(`\nSending ${samples.length} webhooks, signed as each platform signs them:`);
  const sent: { sample: Sample; answered: number }[] = [];
  for (const sample of samples) {
    const answered = await send(sample, shopOf(shops, sample));
    console.log(
      `  ${answered === sample.status ? '✓' : '✗'} ${answered}  ${sample.platform.padEnd(11)} ${sample.title}`,
    );
    sent.push({ sample, answered });
  }

  console.log('\nWaiting until every order is through (Thanx takes five calls a second, and no more):');
  const followed = samples.filter(({ state }) => state !== undefined);
  await waitUntilThrough(shops, followed);
  const rows = [];
  for (const row of sent) {
    rows.push({ ...row, status: await orderStatus(shopOf(shops, row.sample), row.sample.orderId) });
  }
  console.log(`\n${resultTable(rows)}\n`);

  const findings = [
    ...sent.map(({ sample, answered }) => ({
      ok: answered === sample.status,
      text: `HTTP ${sample.status} for ${sample.title}`,
    })),
    ...rows.map(({ sample, status }) => ({
      ok: status?.state === sample.state || sample.state === undefined,
      text: `${sample.orderId} ends ${sample.state}`,
    })),
    ...check(samples, await readBooks(stack.endpoints())),
  ];
  const broken = findings.filter(({ ok }) => !ok);
  console.log("The partners' own books, held against what the shops' settings promise:");
  for (const { ok, text } of check(samples, await readBooks(stack.endpoints())))
    console.log(`  ${ok ? '✓' : '✗'} ${text}`);
  for (const { text } of broken) console.error(`  ✗ ${text}`);
  console.log(
    broken.length === 0
      ? '\nEvery promise kept: nothing missing, nothing twice, nothing for forgeries.'
      : `\n${broken.length} promises broken.`,
  );
  return broken.length === 0 ? 0 : 1;
}

/** Sends a sample as often as it says, all at once, and gives the answer that they agree on; 0 if they don't. */
async function send(sample: Sample, shop: LocalShop): Promise<number> {
  const headers = sample.headers ?? signedHeaders(shop, sample.body, sample.sign);
  const answers = await Promise.all(
    Array.from({ length: sample.times ?? 1 }, () => postWebhook(shop, sample.body, headers)),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  const [only] = statuses;
  return statuses.size === 1 && only !== undefined ? only : 0;
}

async function waitUntilThrough(shops: readonly LocalShop[], samples: readonly Sample[]): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  let shown = -1;
  for (;;) {
    let through = 0;
    for (const sample of samples) {
      if (isThrough(await orderStatus(shopOf(shops, sample), sample.orderId))) through += 1;
    }
    if (through !== shown) console.log(`  ${through} of ${samples.length}`);
    shown = through;
    if (through === samples.length) return;
    if (Date.now() > untilMs) {
      console.log(`  not all through after ${patienceMs / 1000} s: the table says which`);
      return;
    }
    await delay(200);
  }
}

function shopOf(shops: readonly LocalShop[], { platform }: Sample): LocalShop {
  const shop = shops.find((candidate) => candidate.platform === platform);
  if (shop === undefined) throw new Error(`local/shops has no shop of platform ${platform}`);
  return shop;
}
