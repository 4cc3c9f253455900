import { parseArgs } from 'node:util';
import { faultNames } from './faults.ts';
import { run, type Run } from './run.ts';
import { shrink } from './shrink.ts';

const usage = `Runs thankflow's real code in simulated time, with faults everywhere, and checks what it promises after every step.

  npm run sim                       fresh seeds for 60 s of processor time
  npm run sim -- --seconds 300
  npm run sim -- --seed 4711        one run again, with its story
  npm run sim -- --from 1 --runs 500`;

/** More of a story than this nobody reads; `--seed` prints all of it. */
const lastLines = 80;

/** Tells how a promise was broken: the last steps of the smallest run that breaks it. */
async function tell(broken: Run): Promise<void> {
  const { ran, without } = await shrink(broken);
  for (const line of ran.trace.slice(-lastLines)) console.log(line);
  const { seed, orders, faults } = ran;
  console.log(`
${ran.broken?.what ?? ''}
Broken: ${ran.broken?.invariant ?? ''}. ${ran.broken?.promise ?? ''}
With ${orders.length} of ${broken.orders.length} orders; faults: ${faults.join(', ') || 'none'}.
Again: npm run sim -- --seed ${seed}${without.orders.map((order) => ` --without-order ${order}`).join('')}${without.faults.map((fault) => ` --without-fault ${fault}`).join('')}`);
}

const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string' },
    runs: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    'without-order': { type: 'string', multiple: true, default: [] },
    'without-fault': { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(usage);
else if (values.seed !== undefined) {
  const faults = faultNames.filter((name) => values['without-fault'].includes(name));
  const ran = await run(Number(values.seed), { orders: values['without-order'], faults });
  for (const line of ran.trace) console.log(line);
  if (ran.broken !== undefined) {
    console.log(`\n${ran.broken.what}\nBroken: ${ran.broken.invariant}. ${ran.broken.promise}`);
    process.exitCode = 1;
  }
} else {
  const started = process.cpuUsage();
  const first = values.from === undefined ? Date.now() % 1_000_000_000 : Number(values.from);
  const most = values.runs === undefined ? Number.POSITIVE_INFINITY : Number(values.runs);
  let [runs, steps, orders] = [0, 0, 0];
  while (runs < most && cpuSeconds(started) < Number(values.seconds)) {
    const ran = await run(first + runs);
    runs += 1;
    steps += ran.steps;
    orders += ran.orders.length;
    if (ran.broken === undefined) continue;
    await tell(ran);
    process.exitCode = 1;
    break;
  }
  const seconds = cpuSeconds(started);
  console.log(
    `${runs} runs from seed ${first}, ${orders} orders, ${steps} steps in ${seconds.toFixed(1)} s of processor time: ` +
      `${Math.round(steps / seconds)} steps and ${Math.round(orders / seconds)} orders a second`,
  );
}
