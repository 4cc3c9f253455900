import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stop } from 'esbuild';
import { startAwsStandIn } from './aws-stand-in.ts';
import { benchShop, webhookEvent } from './bench-shop.ts';
import { benchFile, checkoutBuild, deployedBuild, withCheckout } from './builds.ts';
import { environment } from './cold/events.ts';
import { middle } from './cold/measure.ts';
import { withFolder } from './local-stack.ts';

/*
 * The CPU time that a warm process needs for an accepted webhook, compared with a bare handler and with another commit:
 * `npm run bench:ingest -- --against v1.2`. bench/README.md explains the table.
 */
const { values } = parseArgs({
  options: { against: { type: 'string', default: 'HEAD' }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(values.rounds);
/** Until then, Node.js keeps compiling what it now knows to be hot. */
const warmUpWebhooks = 3000;
const webhooksPerRound = 400;

await withFolder((folder) =>
  withCheckout(values.against, join(folder, 'checkout'), async (checkout) => {
    const entries: Record<string, string> = {
      now: (await deployedBuild(join(folder, 'now')))('ingest'),
      against: (await checkoutBuild(checkout))('ingest'),
      bare: await benchFile('bench/ingest/bare.ts', join(folder, 'bare.mjs'), { mainFields: ['module', 'main'] }),
    };
    const runner = await benchFile('bench/ingest/process.ts', join(folder, 'process.mjs'));
    await stop();
    const event = join(folder, 'event.json');
    await writeFile(event, JSON.stringify(webhookEvent()));
    const aws = await startAwsStandIn();
    const env = { ...environment(aws.queueUrl), ...aws.env, WEBHOOK_SECRET: benchShop.webhookSecret };

    const processes: { build: string; child: ChildProcess; costs: number[] }[] = [];
    for (const [build, entry] of Object.entries(entries)) {
      const child = fork(runner, [entry, event], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      await once(child, 'message');
      await handled(child, warmUpWebhooks);
      processes.push({ build, child, costs: [] });
    }
    // One after the other in each round, each round beginning with another one: what disturbs the machine disturbs all of them.
    for (let round = 0; round < rounds; round++) {
      const first = round % processes.length;
      for (const { child, costs } of [...processes.slice(first), ...processes.slice(0, first)])
        costs.push(await handled(child, webhooksPerRound));
    }
    const bareUs = middle(processes.find(({ build }) => build === 'bare')?.costs ?? []);
    console.log(`${rounds} rounds of ${webhooksPerRound} webhooks each, against ${values.against}.\n`);
    console.log('| build | CPU per webhook, µs | × bare |\n|---|--:|--:|');
    for (const { build, child, costs } of processes) {
      console.log(`| ${build} | ${middle(costs).toFixed(0)} | ${(middle(costs) / bareUs).toFixed(2)} |`);
      child.kill();
    }
    console.log(`\nLoad average at the end: ${loadavg()[0]?.toFixed(1)}`);
    aws.close();
  }),
);

/** Has a process handle webhooks. Returns the CPU time of one, in µs. */
async function handled(child: ChildProcess, count: number): Promise<number> {
  child.send(count);
  const [costUs]: unknown[] = await once(child, 'message');
  return Number(costUs);
}
