import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify, stripVTControlCharacters } from 'node:util';

/*
 * Runs the benchmarks below and writes what they print to docs/performance.md, with the machine and the date: `npm run bench:all`. Others
 * (bench/README.md lists them) answer questions of their own and take longer.
 */
const benchmarks: { title: string; script: string; args?: string[] }[] = [
  { title: 'What an order costs on AWS', script: 'bench:cost' },
  { title: 'Starting up', script: 'bench:cold' },
  { title: 'Accepting a webhook', script: 'bench:ingest' },
  { title: 'Thanking one customer', script: 'bench:thank-customer' },
  { title: 'Orders through the local stack', script: 'bench' },
  { title: 'From ThankU to the shop’s own server', script: 'bench:notify' },
  { title: 'What one stage carries', script: 'bench:capacity' },
  { title: 'Thanx’s permits', script: 'bench:permits' },
  { title: 'Baskets', script: 'bench:baskets' },
  { title: 'Silent shops', script: 'bench:silence' },
];

const run = promisify(execFile);
const file = new URL('../docs/performance.md', import.meta.url);

/** What a benchmark prints, without colours. @throws Error if it fails: a page with half of the figures would be worse than the old one */
async function measure(script: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', script, '--', ...args], { maxBuffer: 10_000_000 });
  return stripVTControlCharacters(stdout).trim();
}

const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const sections = [
  '# Performance',
  `\`npm run bench:all\` wrote this page on ${new Date().toISOString().slice(0, 10)}, on ${machine}. [bench/README.md](../bench/README.md) says how to read each table. The figures that measure time are valid for this machine only, and a busy machine makes them worse: each section names the load.`,
];
for (const { title, script, args = [] } of benchmarks) {
  console.log(`${title}: npm run ${script}`);
  const output = await measure(script, args);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const command = ['npm run', script, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  sections.push(`## ${title}`, `\`${command}\`, load average ${load} afterwards`, `\`\`\`text\n${output}\n\`\`\``);
}
await writeFile(file, `${sections.join('\n\n')}\n`);
console.log('Written to docs/performance.md.');
