import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { exitCodeOf, signals } from '../../lib/signals.ts';
import { linesForTerminal } from '../../ops/cli/terminal.ts';
import { terminalColumns, wrapLine } from '../../ops/cli/layout.ts';
import { postWebhook, signedHeaders } from '../../lib/senders/signed-webhook.ts';
import { startStack, type Stack } from '../stack.ts';
import { readBooks } from './books.ts';
import { check } from './check.ts';
import { sampleOrders } from './sample-orders.ts';
import type { Sample } from './sample.ts';
import { isThrough, orderStatus } from './status.ts';
import { resultTable } from './table.ts';

/** Longer than this nothing of the demo takes on a slow machine. */
const patienceMs = 40_000;

const nextSteps = `
The demo's stack has stopped now, and its links with it. Next:

  npm start               keep a stack running: send it orders, open their links
  README.md               "Connect a shop": your own shop on that stack
  docs/shop-settings.md   which orders are thanked, with what, in which words`;

/** Kept where somebody names a folder, to look at its logs and data afterwards. */
const kept = process.env['LOCAL_DIR'];
const localDir = kept || (await mkdtemp(join(tmpdir(), 'thankflow-demo-')));
let stack: Stack | undefined;
/** The exit code of the signal that ended it. */
const interrupted = Promise.withResolvers<number>();
for (const signal of signals) process.on(signal, () => interrupted.resolve(exitCodeOf(signal)));
try {
  process.exitCode = await Promise.race([demo(), interrupted.promise.then(saidInterrupted)]);
} catch (error) {
  console.error(linesForTerminal(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
} finally {
  await stack?.stop();
  if (!kept) await rm(localDir, { recursive: true, force: true });
}
process.exit();

/** Prose and titles for the terminal's width; a file gets them as they are. */
function say(text: string): void {
  const columns = terminalColumns(process.stdout) ?? Infinity;
  console.log(
    text
      .split('\n')
      .map((line) => wrapLine(line, columns))
      .join('\n'),
  );
}

function saidInterrupted(exitCode: number): number {
  console.error('\nInterrupted.');
  return exitCode;
}

async function demo(): Promise<number> {
  say(
    'Starting thankflow on this machine: the deployed bundles, the synthesized template, sandboxes for ThankU and Thanx.',
  );
  stack = await startStack({ localDir, port: 0, fresh: true });
  const { shops } = stack.endpoints();
  const samples = sampleOrders(Date.now());
  say(`\nSending ${samples.length} webhooks, signed as each platform signs them:`);
  const sent: { sample: Sample; answered: number }[] = [];
  for (const sample of samples) {
    const answered = await send(sample, shopOf(shops, sample));
    say(`  ${answered === sample.status ? '✓' : '✗'} ${answered}  ${sample.platform.padEnd(11)} ${sample.title}`);
    sent.push({ sample, answered });
  }

  say('\nWaiting until every order is through (Thanx takes five calls a second, and no more):');
  const followed = samples.filter(({ state }) => state !== undefined);
  await waitUntilThrough(shops, followed);
  const rows = [];
  for (const row of sent) {
    rows.push({ ...row, status: await orderStatus(shopOf(shops, row.sample), row.sample.orderId) });
  }
  say(`\n${resultTable(rows)}\n`);

  const promises = check(samples, await readBooks(stack.endpoints()));
  const findings = [
    ...sent.map(({ sample, answered }) => ({
      ok: answered === sample.status,
      text: `HTTP ${sample.status} for ${sample.title}`,
    })),
    ...rows.map(({ sample, status }) => ({
      ok: status?.state === sample.state || sample.state === undefined,
      text: `${sample.orderId} ends ${sample.state}`,
    })),
    ...promises,
  ];
  const broken = findings.filter(({ ok }) => !ok);
  say("The partners' own books, held against what the shops' settings promise:");
  for (const { ok, text } of promises) say(`  ${ok ? '✓' : '✗'} ${text}`);
  for (const { text } of broken) console.error(`  ✗ ${text}`);
  say(
    broken.length === 0
      ? '\nEvery promise kept: nothing missing, nothing twice, nothing for forgeries.'
      : `\n${broken.length} promises broken.`,
  );
  console.log(nextSteps);
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
    if (through !== shown) say(`  ${through} of ${samples.length}`);
    shown = through;
    if (through === samples.length) return;
    if (Date.now() > untilMs) {
      say(`  not all through after ${patienceMs / 1000} s: the table says which`);
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
