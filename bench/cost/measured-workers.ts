import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import { senders } from '../../lib/senders/senders.ts';
import { postWebhook, signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { readBooks } from '../../local/partners/books.ts';
import type { Stack } from '../../local/stack.ts';

export const measuredFunctions = ['ingest', 'thank-customer', 'submit-to-thanx', 'notify-shop'] as const;
export type MeasuredFunction = (typeof measuredFunctions)[number];

/** What a function used for one order. */
export interface Measured {
  cpuMs: number;
  invocations: number;
  logLines: number;
  logBytes: number;
}

/** A line of the local stack's log: the platform's report of an invocation, or what the function printed. */
const Line = z.object({ function: z.string(), platform: z.string().optional(), log: z.unknown().optional() });

const maxTries = 10;

/** Linux counts the processor time of a process in hundredths of a second. */
const tickMs = 10;

/** A function's processor time so far, in ms. Processes that have ended are left out, so measure when none ends. */
function cpuMsOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    // After the name, which may contain spaces and brackets: fields 3 and up.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tickMs;
}

/** Collects what the functions log. */
export function countedLog() {
  const counts = new Map<string, Omit<Measured, 'cpuMs'>>();
  return {
    onLogLine(text: string): void {
      const line = Line.parse(JSON.parse(text));
      const count = counts.get(line.function) ?? { invocations: 0, logLines: 0, logBytes: 0 };
      counts.set(line.function, count);
      if (line.platform === 'report') count.invocations += 1;
      if (line.log === undefined) return;
      count.logLines += 1;
      count.logBytes += Buffer.byteLength(typeof line.log === 'string' ? line.log : JSON.stringify(line.log));
    },
    of: (name: string) => ({ ...(counts.get(name) ?? { invocations: 0, logLines: 0, logBytes: 0 }) }),
  };
}

/** The orders of one run. */
interface Sent {
  orders: number;
  atOnce: number;
  prefix: number;
  isLoyal: boolean;
  /** How many notifications the shop's own system has got, if it has one. */
  told?: (() => number) | undefined;
}

/** Sends orders to a local stack, and returns what each function used for one of them. */
export async function measureOrders(
  stack: Stack,
  log: ReturnType<typeof countedLog>,
  shop: LocalShop,
  { orders, atOnce, prefix, isLoyal, told }: Sent,
): Promise<Record<MeasuredFunction, Measured>> {
  const now = () =>
    measuredFunctions.map((name) => {
      const full = Object.keys(stack.endpoints().functions).find((one) => one.includes(name)) ?? name;
      return Object.assign(log.of(full), { cpuMs: cpuMsOf(stack.endpoints().functions[full] ?? []) });
    });
  const done = async () => {
    if (told !== undefined) return told();
    const { thankus, receipts } = await readBooks(stack.endpoints());
    return isLoyal ? receipts.length : thankus.length;
  };
  const until = async (count: number) => {
    for (const endMs = Date.now() + 180_000; (await done()) < count && Date.now() < endMs;) await delay(50);
    // What follows the partner's answer.
    await delay(atOnce > 1 ? 1500 : 150);
  };
  const { paid } = senders[PlatformName.parse(shop.platform)].topics;
  if (paid === undefined) throw new Error(`${shop.platform} sends no paid orders`);
  const send = async (id: number) => {
    const order = plainOrder({ id: String(prefix + id), email: `customer-${prefix + id}@example.com` });
    const body = paid.body(order, new Date());
    // A busy machine may need longer than ingest allows itself. Platforms send again.
    for (let tries = 1; ; tries++) {
      const { status } = await postWebhook(shop, signedWebhook(shop, body, { topic: paid.name }));
      if (status === 200) return;
      if (tries === maxTries) throw new Error(`ingest answered ${status}`);
      await delay(tries * 500);
    }
  };
  const doneBefore = await done();
  const before = now();
  for (let sent = 0; sent < orders; sent += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, orders - sent) }, (_, index) => sent + index);
    await Promise.all(batch.map(send));
    if (atOnce === 1) await until(doneBefore + sent + 1);
  }
  await until(doneBefore + orders);
  const after = now();
  const each = after.map((end, at) => {
    const start = before[at] ?? end;
    return {
      cpuMs: (end.cpuMs - start.cpuMs) / orders,
      invocations: (end.invocations - start.invocations) / orders,
      logLines: (end.logLines - start.logLines) / orders,
      logBytes: (end.logBytes - start.logBytes) / orders,
    };
  });
  const [ingest, thankCustomer, submitToThanx, notifyShop] = each;
  const none = { cpuMs: 0, invocations: 0, logLines: 0, logBytes: 0 };
  return {
    ingest: ingest ?? none,
    'thank-customer': thankCustomer ?? none,
    'submit-to-thanx': submitToThanx ?? none,
    'notify-shop': notifyShop ?? none,
  };
}
