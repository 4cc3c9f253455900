import { PassThrough, Writable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { askHidden, askLine } from '../../../ops/cli/ask.ts';

const before = (['stdin', 'stderr'] as const).map(
  (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
);
afterEach(() => {
  for (const [name, property] of before) Object.defineProperty(process, name, property);
});

it('shows nothing of a secret that is asked for after a line', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  let shown = '';
  const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
    shown += String(chunk);
    done();
  };
  const screen = Object.assign(new Writable({ decodeStrings: false, write }), { isTTY: true, columns: 80 });
  Object.defineProperty(process, 'stdin', { value: input, configurable: true });
  Object.defineProperty(process, 'stderr', { value: screen, configurable: true });
  const line = askLine('Address:');
  input.write('oak.example\r');
  expect(await line).toBe('oak.example');
  const hidden = askHidden(['Token']);
  input.write('hunter2hunter2\r');
  expect(await hidden).toEqual(['hunter2hunter2']);
  expect(shown).toContain('oak.example');
  expect(shown).not.toContain('hunter2');
});
