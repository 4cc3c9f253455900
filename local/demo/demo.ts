import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints, LocalShop } from '../../lib/local-stack/endpoints.ts';
import { exitCodeOf, signals } from '../../lib/signals.ts';
import { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { forTerminal, linesForTerminal } from '../../ops/cli/terminal.ts';
import { post } from '../../ops/send/post.ts';
import { wrapLine } from '../../ops/cli/layout.ts';
import { terminalColumns } from '../../ops/cli/terminal-columns.ts';
import { signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { startStack, type Stack } from '../stack.ts';
import { readBooks } from '../partners/books.ts';
import { readSampleShops } from '../shops.ts';
import { check } from './check.ts';
import { demoSamples } from './sample-orders.ts';
import type { Sample } from './sample.ts';
import { recoverLostWebhook } from './lost-webhook.ts';
import { showNotified, withTargets } from './notified.ts';
import { waitUntilProcessed } from './processed.ts';
import { refundOrder, showRefund } from './refunded-basket.ts';
import { fetchStatus, isFinished, resultTable } from './results.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** Longer than the demo takes on a slow machine. */
const patienceMs = 40_000;

const nextSteps = `
The demo's stack has stopped, so its links no longer work. Next:

  npm start               keep a stack running, send it orders and open their links
  README.md               "Connect a shop": your own shop on that stack
  docs/shop-settings.md   which orders are thanked, with what, in which words`;

/** A folder that was given is kept, with its logs and data. */
const kept = process.env['LOCAL_DIR'];
const localDir = kept || (await mkdtemp(join(tmpdir(), 'thankflow-demo-')));
let stack: Stack | undefined;
let receiver: WebhookReceiver | undefined;
/** The exit code for the signal that ended it. */
const interrupted = Promise.withResolvers<number>();
for (const signal of signals) {
  process.on(signal, () => {
    console.error('\nInterrupted.');
    interrupted.resolve(exitCodeOf(signal));
  });
}
try {
  process.exitCode = await Promise.race([demo(), interrupted.promise]);
} catch (error) {
  console.error(linesForTerminal(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
} finally {
  await stack?.stop();
  await receiver?.close();
  if (!kept) await rm(localDir, { recursive: true, force: true });
}
process.exit();

/** Wraps text to the terminal's width, but not in a file. */
function say(text: string): void {
  const columns = terminalColumns(process.stdout) ?? Infinity;
  for (const line of text.split('\n')) console.log(wrapLine(line, columns));
}

async function demo(): Promise<number> {
  say(
    'Starting thankflow on this machine: the deployed bundles, the synthesized template, and sandboxes for ThankU and Thanx.',
  );
  receiver = await startWebhookReceiver();
  const withSystems = withTargets(readSampleShops(), receiver.url);
  stack = await startStack({ localDir, port: 0, fresh: true, shops: withSystems });
  const { shops } = stack.endpoints();
  const samples = demoSamples(Date.now());
  say(`\nSending ${samples.length} webhooks, signed as each platform signs them:`);
  const sent: { sample: Sample; answered: number }[] = [];
  for (const sample of samples) {
    if (sample.afterOthers) await waitUntilProcessed(stack.endpoints());
    const answered = await send(sample, shopOf(shops, sample), stack.endpoints());
    say(`  ${answered === sample.status ? '✓' : '✗'} ${answered}  ${sample.platform.padEnd(14)} ${sample.title}`);
    sent.push({ sample, answered });
  }

  say('\nWaiting until every order is finished (Thanx accepts only five calls a second):');
  const awaited = samples.filter(({ state }) => state !== undefined);
  await waitUntilFinished(shops, awaited);
  const rows = [];
  for (const row of sent) {
    rows.push({ ...row, status: await fetchStatus(shopOf(shops, row.sample), row.sample.orderId) });
  }
  say(`\n${resultTable(rows)}\n`);

  const promises = check(samples, await readBooks(stack.endpoints()));
  const findings = rows.flatMap(({ sample, answered, status }) => [
    { ok: answered === sample.status, text: `HTTP ${sample.status} for ${sample.title}` },
    {
      ok: status?.state === sample.state || sample.state === undefined,
      text: `${sample.orderId} ends as ${sample.state}`,
    },
  ]);
  await refundOrder(stack.endpoints());
  const recovered = await recoverLostWebhook(stack.endpoints(), localDir, say);
  const notified = await showNotified(stack.endpoints(), receiver, say);
  const refunded = await showRefund(stack.endpoints(), say);
  const broken = [...findings, ...promises, recovered, refunded, ...notified].filter(({ ok }) => !ok);
  say("\nThe partners' own books, compared with what the shops' settings promise:");
  for (const { ok, text } of [...promises, recovered, refunded]) say(`  ${ok ? '✓' : '✗'} ${text}`);
  for (const { text } of broken) console.error(`  ✗ ${text}`);
  say(
    broken.length === 0
      ? '\nEvery promise was kept: nothing is missing, nothing is there twice, and forgeries got nothing.'
      : `\n${broken.length} promises broken.`,
  );
  console.log(nextSteps);
  return broken.length === 0 ? 0 : 1;
}

/** Sends all copies of a sample at the same time. Returns their status, or 0 if they differ. */
async function send(sample: Sample, shop: LocalShop, endpoints: Endpoints): Promise<number> {
  if (sample.placed !== undefined) return await place(endpoints, shop, sample.placed);
  const signed = signedWebhook(shop, sample.body, sample.sign);
  const webhook = sample.headers === undefined ? signed : { ...signed, headers: sample.headers };
  const answers = await Promise.all(Array.from({ length: sample.times ?? 1 }, () => post(shop, webhook)));
  const [first, ...others] = new Set(answers.map(({ status }) => status));
  return first === undefined || others.length > 0 ? 0 : first;
}

/** Places an order in the shop's sandbox. Returns the sandbox's status. */
async function place({ adminUrls }: Endpoints, shop: LocalShop, order: Sample['placed']): Promise<number> {
  const url = `${adminUrls[ApiPlatform.parse(shop.platform)]}/_sandbox/orders`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ shop: shop.id, order }) });
  if (!answer.ok) console.error(forTerminal(await answer.text()));
  return answer.status;
}

async function waitUntilFinished(shops: readonly LocalShop[], samples: readonly Sample[]): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  let shown = -1;
  for (;;) {
    let finished = 0;
    for (const sample of samples) {
      if (isFinished(await fetchStatus(shopOf(shops, sample), sample.orderId))) finished += 1;
    }
    if (finished !== shown) say(`  ${finished} of ${samples.length}`);
    shown = finished;
    if (finished === samples.length) return;
    if (Date.now() > untilMs) {
      say(`  not all finished after ${patienceMs / 1000} s: the table shows which`);
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
