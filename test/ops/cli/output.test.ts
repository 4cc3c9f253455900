import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { describeFailure } from '../../../ops/cli/failures.ts';
import { output, reportFailure } from '../../../ops/cli/output.ts';
import { jsonText, shellWord } from '../../../ops/cli/terminal.ts';

/**
 * Clears the screen, sets the window's title and the clipboard, makes a link, an 8-bit CSI, a colour, a carriage return, a line that
 * passes for ours, a right-to-left override, a zero-width space, another end of line.
 */
const hostile: string =
  'a\u001b[2Jb\u001b]0;owned\u0007\u001b]52;c;b3du\u0007\u001b]8;;http://evil\u001b\\c\u009b1A\u001b[31md\re\nerror: f\u202eg\u200bh\u2028i\u007f\tj';
const harmless = String.raw`a\u001b[2Jb\u001b]0;owned\u0007\u001b]52;c;b3du\u0007\u001b]8;;http://evil\u001b\c\u009b1A\u001b[31md\re\nerror: f\u202eg\u200bh\u2028i\u007f\tj`;

/** What no terminal may get. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

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
    ['a failure', () => reportFailure({ code: 'usage', message: hostile }, false)],
    ['what is styled', () => output(false).line(output(false).style('bold', hostile))],
  ])('of %s is one line that commands nothing', (_, write) => {
    const text = written(write);
    expect(text).toContain(harmless);
    expect(text).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*\n$/u);
  });

  it('of a table is one line for each row', () => {
    // TSV doubles backslashes.
    const [given, shown] = [hostile.replace('\\', ''), harmless.replace(String.raw`\c`, 'c')];
    const text = written(() =>
      output(false).table(['of'], [[given], [{ shown: ['two', given], full: `two ${given}` }]]),
    );
    expect(text).toBe(`${shown}\ntwo ${shown}\n`);
  });

  it('of a block is as many lines as it has', () => {
    expect(written(() => output(false).block('a: \u001b[2J\n  b', '# '))).toBe('# a: \\u001b[2J\n#   b\n');
  });

  it('of a failure with several lines is these, and no other', () => {
    const { message, lines } = describeFailure(new ThankflowError('refused', ['what', `why: ${hostile}`]), 'prod');
    expect(written(() => reportFailure({ code: 'refused', message, lines }, false))).toBe(
      `error: what\nwhy: ${harmless}\n`,
    );
    expect(JSON.parse(written(() => reportFailure({ code: 'refused', message, lines }, true)))).toEqual({
      error: { code: 'refused', message: `what\nwhy: ${hostile}` },
    });
  });

  it('has our own colours, and none of others', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const { line, style } = output(false);
    const text = written(() =>
      line(`${style('red', 'red \u001b[32mgreen')} and \u001b[1m${style('bold', style('green', 'on'))}`),
    );
    expect(text).toBe(
      '\u001b[31mred \\u001b[32mgreen\u001b[39m and \\u001b[1m\u001b[1m\u001b[32mon\u001b[39m\u001b[22m\n',
    );
    vi.unstubAllEnvs();
  });

  it('is JSON that programs read as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = jsonText(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(unprintable.test(text)).toBe(false);
      }),
    );
    const flag = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
    expect(JSON.parse(jsonText({ name: flag }))).toEqual({ name: flag });
    expect(written(() => output(true).json({ name: '\u009b2J' }))).toContain(String.raw`"\u009b2J"`);
  });
});

describe('a word of a command that is there to be copied', () => {
  it.each([
    'ada@example.com',
    "o'neil@example.com",
    hostile,
    "o'\\n\nneil",
    'straße\u0000'.slice(0, 6),
    '"$(id)"@example.com;id',
    'a b',
    '~',
    '*',
    '`id`\\',
  ])('is %s to a shell as well', (name) => {
    expect(execFileSync('bash', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' })).toBe(name);
  });
});
