import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFunctionLog } from '../../../local/lambda/logs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes what a function prints as JSON, and nothing that a terminal would obey', async () => {
  const heard: string[] = [];
  const log = openFunctionLog(folder, 'tiny', (line) => heard.push(line));
  const printed = ['{"a": {"b":1}}', '{"a":"é\u009b"}', 'no JSON "\u001b[2J"', '{"torn":', '[1]'];
  const stream = new PassThrough();
  log.attach(stream, 7);
  stream.end(printed.map((line) => `${line}\n`).join(''));
  await expect.poll(() => heard.length).toBe(printed.length);
  log.platform('report', { requestId: 'r', durationMs: 5, error: undefined });
  await log.close();
  log.platform('too late');

  const text = await readFile(join(folder, 'tiny.jsonl'), 'utf8');
  expect(text).toBe(
    heard
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const lines = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const [time, of] = [expect.stringMatching(/^20\d\d-.*Z$/), { function: 'tiny', pid: 7 }];
  expect(lines).toEqual([
    { time, ...of, log: { a: { b: 1 } } },
    { time, ...of, log: { a: 'é\u009b' } },
    { time, ...of, log: 'no JSON "\u001b[2J"' },
    { time, ...of, log: '{"torn":' },
    { time, ...of, log: '[1]' },
    { time, function: 'tiny', platform: 'report', requestId: 'r', durationMs: 5 },
  ]);
  const isControl = (char: string) => char < ' ' || (char >= '\u007f' && char <= '\u009f');
  expect(text.replaceAll('\n', '').split('').filter(isControl)).toEqual([]);
});
