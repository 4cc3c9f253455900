import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stop } from 'esbuild';
import { startAwsStandIn } from './aws-stand-in.ts';
import { benchFile, checkoutBuild, deployedBuild, naiveBuild, withCheckout, type Build } from './builds.ts';
import { environment, events } from './cold/events.ts';
import { measureStart, median, type Start } from './cold/measure.ts';
import { withFolder } from './local-stack.ts';

/*
 * What a cold start costs each function, in fresh processes: loading it, and its first answer. `npm run bench:cold -- --against v1.2 ingest`
 * compares the functions with those of another commit, and with a naive build of that commit. bench/README.md explains the table.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string', default: 'HEAD' }, runs: { type: 'string', default: '15' } },
});
const runs = Number(values.runs);
const all = Object.keys(events);
const names = positionals.length === 0 ? all : all.filter((name) => positionals.includes(name));

await withFolder((folder) =>
  withCheckout(values.against, join(folder, 'checkout'), async (checkout) => {
    const builds: Record<string, Build> = {
      now: await deployedBuild(join(folder, 'now')),
      against: await checkoutBuild(checkout),
      naive: await naiveBuild(checkout, join(folder, 'naive'), names),
    };
    const runner = await benchFile('bench/cold/process.ts', join(folder, 'process.mjs'));
    await stop();
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => ({ statusCode: 200 });');
    const aws = await startAwsStandIn();
    const env = { ...environment(aws.queueUrl), ...aws.env };

    console.log(`${runs} starts of each, against ${values.against}. Medians in ms: CPU (wall).\n`);
    console.log(
      '| function | build | init | first answer | both | × against | × naive |\n|---|---|--:|--:|--:|--:|--:|',
    );
    for (const name of names) {
      const event = join(folder, 'event.json');
      await writeFile(event, JSON.stringify(events[name]?.()));
      const starts: Record<string, Start[]> = { now: [], against: [], naive: [], empty: [] };
      for (let run = 0; run < runs; run++)
        for (const [build, measured] of Object.entries(starts))
          measured.push(await measureStart(runner, builds[build]?.(name) ?? empty, event, env));
      print(name, starts);
    }
    console.log(`\nLoad average at the end: ${loadavg()[0]?.toFixed(1)}`);
    aws.close();
  }),
);

function print(name: string, starts: Record<string, Start[]>): void {
  const answers = new Set(
    ['now', 'against', 'naive'].flatMap((build) => starts[build]?.map(({ answer }) => answer) ?? []),
  );
  if (answers.size !== 1) throw new Error(`${name} didn't always give the same answer: ${[...answers].join(', ')}`);
  const total = (build: string): number => median(starts[build] ?? [], 'total').cpuMs;
  for (const [build, measured] of Object.entries(starts)) {
    const phases = (['init', 'first', 'total'] as const).map((phase) => {
      const { cpuMs, wallMs } = median(measured, phase);
      return `${cpuMs.toFixed(1)} (${wallMs.toFixed(1)})`;
    });
    const ratios = ['against', 'naive'].map((other) => (total(build) / total(other)).toFixed(2));
    console.log(`| ${name} | ${build} | ${[...phases, ...ratios].join(' | ')} |`);
  }
}
