import { parseArgs } from 'node:util';
import { run, type Run } from './run.ts';

const usage = `Runs thankflow's real code in simulated time, with faults everywhere, and checks what it promises after every step.

  npm run sim                       fresh seeds for 60 s of processor time
  npm run sim -- --seconds 300
  npm run sim -- --seed 4711        one run again, with its story
  npm run sim -- --from 1 --runs 500`;

const lastLines = 60;

function tell({ seed, broken, trace }: Run, all: boolean): void {
  for (const line of all ? trace : trace.slice(-lastLines)) console.log(line);
  if (broken === undefined) return;
  console.log(`\n${broken.what}\nBroken: ${broken.invariant}. ${broken.promise}`);
  console.log(`Again: npm run sim -- --seed ${seed}`);
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
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(usage);
else if (values.seed !== undefined) {
  const ran = await run(Number(values.seed));
  tell(ran, true);
  process.exitCode = ran.broken === undefined ? 0 : 1;
} else {
  const started = process.cpuUsage();
  const first = values.from === undefined ? Date.now() % 1_000_000_000 : Number(values.from);
  const most = values.runs === undefined ? Number.POSITIVE_INFINITY : Number(values.runs);
  let [runs, steps, orders] = [0, 0, 0];
  while (runs < most && cpuSeconds(started) < Number(values.seconds)) {
    const ran = await run(first + runs);
    runs += 1;
    steps += ran.steps;
    orders += ran.orders;
    if (ran.broken === undefined) continue;
    tell(ran, false);
    process.exitCode = 1;
    break;
  }
  const seconds = cpuSeconds(started);
  console.log(
    `${runs} runs from seed ${first}, ${orders} orders, ${steps} steps in ${seconds.toFixed(1)} s of processor time: ` +
      `${Math.round(steps / seconds)} steps and ${Math.round(orders / seconds)} orders a second`,
  );
}
