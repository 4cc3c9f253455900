import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { output, reportFailure } from '../../ops/output.ts';
import { jsonText, shellWord } from '../../ops/terminal.ts';

/** Clears the screen, sets the window's title, an 8-bit CSI, a carriage return, a right-to-left override. */
const hostile = 'a\u001b[2Jb\u001b]0;owned\u0007c\u009b1Ad\re\u202efg\u007f';
const harmless = 'a[2Jb]0;ownedc1Adefg';

function written(write: () => void): string {
  const texts: string[] = [];
  const take = (text: string | Uint8Array) => texts.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  write();
  vi.restoreAllMocks();
  return texts.join('');
}
afterEach(() => void vi.restoreAllMocks());

describe('what reaches a terminal', () => {
  it.each([
    ['a line', () => output(false).line(hostile)],
    ['a note', () => output(false).note(hostile)],
    ['a table', () => output(false).table(['of'], [[hostile]])],
    ['a failure', () => reportFailure({ code: 'usage', message: hostile }, false)],
  ])('of %s commands nothing', (_, write) => {
    const text = written(write);
    expect(text).toContain(harmless);
    expect(stripVTControlCharacters(text)).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('keeps colours, ends of lines and tabs', () => {
    const text = '\u001b[31mred\u001b[39m\n\tand on';
    expect(written(() => output(false).line(text))).toBe(`${text}\n`);
  });

  it('is JSON that programs read as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = jsonText(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
    const flag = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
    expect(JSON.parse(jsonText({ name: flag }))).toEqual({ name: flag });
    expect(written(() => output(true).json({ name: '\u009b2J' }))).toContain(String.raw`"\u009b2J"`);
  });
});

describe('a word of a command that is there to be copied', () => {
  it.each(['ada@example.com', "o'neil@example.com", '"$(id)"@example.com;id', 'a b', '~', '*', '`id`\\'])(
    'is %s to a shell as well',
    (name) => {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' })).toBe(name);
    },
  );
});
