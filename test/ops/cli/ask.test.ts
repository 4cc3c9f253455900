import { PassThrough, Writable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { askHidden, askLine, hiddenLines, withPemOnOneLine } from '../../../ops/cli/ask.ts';

const before = (['stdin', 'stderr'] as const).map(
  (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
);
afterEach(() => {
  for (const [name, property] of before) Object.defineProperty(process, name, property);
});

/** A terminal on which somebody types. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const screen = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), { isTTY: true });
  Object.defineProperty(process, 'stdin', { value: input, configurable: true });
  Object.defineProperty(process, 'stderr', { value: screen, configurable: true });
  return input;
}

const pem = ['-----BEGIN PUBLIC KEY-----', 'MIIB', 'IjAN', '-----END PUBLIC KEY-----'];

it('takes the lines of a key in PEM as one secret, pasted on a terminal', async () => {
  const input = terminal();
  const hidden = askHidden(['Key', 'Token']);
  input.write(`${pem.join('\r')}\rhunter2\r`);
  expect(await hidden).toEqual([pem.join(''), 'hunter2']);
});

it('doesn’t wait for the end of a key for ever', async () => {
  const input = terminal();
  const hidden = askHidden(['Key']);
  input.write(`${pem[0]}\r\r`);
  expect(await hidden).toEqual([pem[0]]);
});

it.each(['\n', '\r\n'])('takes them as one from stdin, between other secrets, with %j', async (end) => {
  Object.defineProperty(process, 'stdin', {
    value: PassThrough.from([['hunter1', ...pem, 'hunter2', ''].join(end)]),
    configurable: true,
  });
  expect(await hiddenLines(['One', 'Key', 'Two'])).toEqual(['hunter1', pem.join(''), 'hunter2']);
});

it('keeps lines apart that only look like a key', () => {
  const text = `${pem[0]}\nnot base64!\n${pem[3]}\n`;
  expect(withPemOnOneLine(text)).toBe(text);
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
