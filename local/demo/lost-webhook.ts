import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { minuteMs } from '../../lib/durations.ts';
import type { Endpoints } from '../../lib/local-stack/endpoints.ts';
import type { CheckResult } from './check.ts';
import { fetchStatus, isFinished } from './results.ts';

const id = 'demo-woocommerce';
const orderId = '4711';
const command = `reconcile --shop ${id} --since 1h --yes`;
const patienceMs = 20_000;

/** An order whose webhook was lost twenty minutes ago: `./thankflow reconcile` finds it at the platform. @param say prints to the user */
export async function recoverLostWebhook(
  { adminUrls, shops }: Endpoints,
  localDir: string,
  say: (text: string) => void,
): Promise<CheckResult> {
  const text = 'the order whose webhook was lost is thanked, too';
  const shop = shops.find((one) => one.id === id);
  if (shop === undefined) return { ok: false, text };
  const sandbox = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const answer = await fetch(`${adminUrls.woocommerce}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  };
  await sandbox('PUT', 'shop-faults', { shop: id, dropShare: 1 });
  await sandbox('POST', 'orders', { shop: id, order: { id: orderId, createdAtMs: Date.now() - 20 * minuteMs } });
  say(`\nWooCommerce loses the webhook of order ${orderId}, and never sends it again. Every two hours, or now:`);
  say(`  $ ./thankflow ${command}`);
  const cli = join(import.meta.dirname, '../../ops/thankflow.ts');
  const env = { ...process.env, LOCAL_DIR: localDir };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...command.split(' ')], { env });
  for (const line of stdout.trim().split('\n')) say(`  ${line}`);
  for (const untilMs = Date.now() + patienceMs; Date.now() < untilMs; await delay(200)) {
    if (isFinished(await fetchStatus(shop, orderId))) return { ok: true, text };
  }
  return { ok: false, text };
}
