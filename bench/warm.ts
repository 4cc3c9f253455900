import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stop } from 'esbuild';
import { startAwsStandIn } from './aws-stand-in.ts';
import { benchShop } from './bench-shop.ts';
import { benchFile, checkoutBuild, deployedBuild, withCheckout } from './builds.ts';
import { environment } from './cold/events.ts';
import { middle } from './cold/measure.ts';
import { withFolder } from './local-stack.ts';
import { shopWithoutThanx, warmEvents } from './warm/events.ts';
import { tableAnswers } from './warm/tables.ts';

/*
 * The CPU time that a warm process needs for an accepted webhook, compared with a bare handler, or for an order of the worker, both compared
 * with another commit: `npm run bench:ingest -- --against v1.2`, `npm run bench:thank-customer`. bench/README.md explains the tables.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string', default: 'HEAD' }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(values.rounds);
const [name = 'ingest'] = positionals;
const isIngest = name === 'ingest';
/** Until then, Node.js keeps compiling what it now knows to be hot. */
const warmUpEvents = isIngest ? 3000 : 1000;
const eventsPerRound = isIngest ? 400 : 100;

await withFolder((folder) =>
  withCheckout(values.against, join(folder, 'checkout'), async (checkout) => {
    const entries: Record<string, string> = {
      now: (await deployedBuild(join(folder, 'now')))(name),
      against: (await checkoutBuild(checkout))(name),
      ...(isIngest && {
        bare: await benchFile('bench/warm/bare.ts', join(folder, 'bare.mjs'), { mainFields: ['module', 'main'] }),
      }),
    };
    const runner = await benchFile('bench/warm/process.ts', join(folder, 'process.mjs'));
    await stop();
    const event = join(folder, 'event.json');
    await writeFile(event, JSON.stringify(warmEvents[name]?.()));
    const aws = await startAwsStandIn(isIngest ? {} : tableAnswers([shopWithoutThanx]));
    const own = { WEBHOOK_SECRET: benchShop.webhookSecret, THANKU_URL: aws.url };
    const env = { ...environment(aws.queueUrl), ...aws.env, ...own };

    const processes: { build: string; child: ChildProcess; costs: number[] }[] = [];
    for (const [build, entry] of Object.entries(entries)) {
      const child = fork(runner, [entry, event], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.once('exit', (code) => {
        // Nothing would wait for its answer any more, but the stand-in for AWS would keep this process alive.
        if (code !== null) throw new Error(`the process of ${build} ended with ${code}`);
      });
      await once(child, 'message');
      await handled(child, warmUpEvents);
      processes.push({ build, child, costs: [] });
    }
    // One after the other in each round, each round beginning with another one: what disturbs the machine disturbs all of them.
    for (let round = 0; round < rounds; round++) {
      const first = round % processes.length;
      for (const { child, costs } of [...processes.slice(first), ...processes.slice(0, first)])
        costs.push(await handled(child, eventsPerRound));
    }
    const other = isIngest ? 'bare' : 'against';
    const otherUs = middle(processes.find(({ build }) => build === other)?.costs ?? []);
    const what = isIngest ? 'webhook' : 'order';
    console.log(`${rounds} rounds of ${eventsPerRound} ${what}s each, against ${values.against}.\n`);
    console.log(`| build | CPU per ${what}, µs | × ${other} |\n|---|--:|--:|`);
    for (const { build, child, costs } of processes) {
      console.log(`| ${build} | ${middle(costs).toFixed(0)} | ${(middle(costs) / otherUs).toFixed(2)} |`);
      child.kill();
    }
    console.log(`\nLoad average at the end: ${loadavg()[0]?.toFixed(1)}`);
    aws.close();
  }),
);

/** Has a process handle events. Returns the CPU time of one, in µs. */
async function handled(child: ChildProcess, count: number): Promise<number> {
  child.send(count);
  const [costUs]: unknown[] = await once(child, 'message');
  return Number(costUs);
}
