import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startBareStack } from './orders/bare-stack.ts';
import { withStack } from './local-stack.ts';
import { cpuMs, functionsUse, inMegabytes, stackUses } from './orders/processes.ts';
import { answeredCalls, delaysMs, percentile, sendOrders, untilAnswered } from './orders/round.ts';

/*
 * How many orders the local stack accepts and thanks for, at rising load and in ever longer rounds: `npm run bench -- --most 100000`. Everything
 * runs on this machine, including the sandboxes and AWS's services, so the figures show what thankflow costs, not what AWS can do.
 */
const { values } = parseArgs({
  options: { most: { type: 'string', default: '5000' }, 'at-once': { type: 'string', default: '16' } },
});
const most = Number(values.most);
const usual = Number(values['at-once']);

/** Processes that have just started compile their code. */
const warmUp = 500;
const rounds = [
  ...[1, 4, 16, 64].map((atOnce) => ({ orders: 500, atOnce })),
  ...[1000, 5000, 10_000, 100_000].map((orders) => ({ orders, atOnce: usual })),
].filter(({ orders }) => orders <= most);
/** Reading the books of more orders would take longer than the orders. */
const mostRead = 10_000;

await withStack(async ({ stack, shop, bootSeconds, folder }) => {
  const bare = await startBareStack(folder, shop.webhookSecret);
  const { thanku } = stack.endpoints();
  const bareShop = { ...shop, webhookUrl: shop.webhookUrl.replace(/^.*?(?=\/webhooks)/, bare.endpoints().api) };
  let numbered = 0;
  const newOrders = (count: number) => Array.from({ length: count }, () => `bench-${++numbered}`);

  async function measure({ orders, atOnce }: { orders: number; atOnce: number }) {
    const { acceptedPerSecond: byBare } = await sendOrders(bareShop, newOrders(Math.min(orders, 500)), atOnce);
    const answeredBefore = await answeredCalls(thanku);
    const before = { stack: stackUses(), functions: functionsUse(stack) };
    const startedAtMs = performance.now();
    const { acceptedPerSecond, refused, sentAtMs } = await sendOrders(shop, newOrders(orders), atOnce);
    await untilAnswered(thanku, answeredBefore + orders);
    const seconds = (performance.now() - startedAtMs) / 1000;
    const after = { stack: stackUses(), functions: functionsUse(stack) };
    const perOrder = (part: 'stack' | 'functions') => cpuMs(before[part], after[part], orders);
    const delays = orders > mostRead ? [] : await delaysMs(thanku, sentAtMs);
    return {
      orders,
      'at once': atOnce,
      'bare handler: accepted/s': Math.round(byBare),
      'accepted/s': Math.round(acceptedPerSecond),
      refused,
      'thanked/s': Math.round(orders / seconds),
      'to ThankU, ms: p50': percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      'CPU ms/order: stack': perOrder('stack'),
      functions: perOrder('functions'),
      'MB: stack': inMegabytes(after.stack),
      'MB: functions': inMegabytes(after.functions),
    };
  }

  const idle = { stack: stackUses(), functions: functionsUse(stack) };
  console.log(
    `Started in ${bootSeconds.toFixed(1)} s. Idle: ${inMegabytes(idle.stack)} MB, and ${inMegabytes(idle.functions)} MB of functions. ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}.`,
  );
  await measure({ orders: warmUp, atOnce: usual });
  const measured = [];
  for (const round of rounds) measured.push(await measure(round));
  console.table(measured);
  console.log(
    `Afterwards: ${inMegabytes(stackUses())} MB, and ${inMegabytes(functionsUse(stack))} MB of functions. ${most > mostRead ? `In rounds of up to ${mostRead} orders, no` : 'No'} order was thanked twice.`,
  );
  await bare.stop();
});
