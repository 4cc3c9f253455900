import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { invocationOf } from '../../../ops/stuck/invocation.ts';
import { jobsOn, type Job, type Jobs } from '../../../ops/console/jobs.ts';
import { surroundings } from '../support.ts';

/** A command that prints many lines for one shop. For others, it waits for Ctrl-C, and then has something left to do. */
const command = `
if (process.argv.includes('many')) for (let line = 1; line <= 5000; line += 1) console.log('line ' + line);
else {
  const waiting = setInterval(() => undefined, 1000);
  process.on('SIGINT', () => {
    console.error('Ending.');
    clearInterval(waiting);
    setTimeout(() => console.log('Everything is put back.'), 200);
  });
  console.log('ready');
}`;

const resume = (shop: string) => invocationOf(['resume', '--shop', shop, '--thanku']);

let jobs: Jobs;
beforeAll(async () => {
  const program = join(await mkdtemp(join(tmpdir(), 'thankflow-jobs-')), 'command.mjs');
  await writeFile(program, command);
  jobs = jobsOn('local', surroundings, program);
});

const saying = async (job: Job, line: string) => await vi.waitFor(() => expect(job.lines).toContain(line), 10_000);

it('keeps the end of very much output, which says how it went', async () => {
  const job = jobs.start(resume('many'), {});
  await vi.waitFor(() => expect(job.exitCode).toBe(0), 10_000);
  expect(job.lines).toHaveLength(2000);
  expect([job.lines[0], job.lines[1], job.lines.at(-1)]).toEqual([
    '… (there were more lines before these)',
    'line 3002',
    'line 5000',
  ]);
});

it('runs once what is pressed twice; once it has ended, it runs again', async () => {
  const first = jobs.start(resume('oak'), { why: 'ticket 1' });
  expect(jobs.start(resume('oak'), { why: 'ticket 1' })).toBe(first);
  expect(jobs.start(resume('oak'), { why: 'ticket 2' })).not.toBe(first);
  expect(jobs.start(resume('elm'), { why: 'ticket 1' })).not.toBe(first);
  expect(jobs.start(resume('oak'), { why: 'ticket 1', input: 'another token' })).not.toBe(first);
  await saying(first, 'ready');
  await jobs.stop();
  expect(jobs.start(resume('oak'), { why: 'ticket 1' })).not.toBe(first);
  await jobs.stop();
});

it('lets commands finish before it stops', async () => {
  const job = jobs.start(resume('oak'), {});
  await saying(job, 'ready');
  await jobs.stop();
  expect(job).toMatchObject({ exitCode: 0, lines: ['ready', 'Ending.', 'Everything is put back.'] });
});
