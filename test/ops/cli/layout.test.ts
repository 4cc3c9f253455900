import { execFileSync } from 'node:child_process';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrapLine } from '../../../ops/cli/layout.ts';

const width = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('a line on a terminal', () => {
  it.each([
    ['as it is where there is room', 'short', 'short'],
    ['broken between words', 'one two three four five six', 'one two three four\nfive six'],
    ['under its indentation', '  one two three four five', '  one two three four\n  five'],
    ['under the value of a name', 'who  one two three four', 'who  one two three\n     four'],
  ])('is %s', (_, line, shown) => {
    expect(wrapLine(line, 20)).toBe(shown);
  });

  it('gives a command lines of its own, which a shell reads as one', () => {
    const words = ['orders', 'resolve', 'my-shop/my-shop-820982911946154501', '--as', 'not-sent', '--why', 'a b  c'];
    const typed = words.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
    const [first = '', ...rest] = wrapLine(`Certain that it is not there? ./thankflow ${typed}  # once only`, 60).split(
      '\n',
    );
    expect(first).toBe('Certain that it is not there?');
    expect(width(rest.join('\n'))).toBeLessThanOrEqual(60);
    const script = `thankflow() { printf '%s\\n' "$@"; }\n${rest.join('\n').replace('./thankflow', 'thankflow')}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual(words);
  });

  it('breaks commands of AWS and npm so that a shell reads them as one, but not their names in prose', () => {
    const typed = 'aws lambda get-alias --function-name thankflow-prod-ingest --name live';
    const shown = wrapLine(`       → ${typed}`, 50).split('\n');
    expect(shown).toHaveLength(2);
    expect(shown[0]).toMatch(/ \\$/);
    expect(wrapLine(`Log in again: aws sso login, or set AWS_PROFILE of the right account`, 50)).not.toContain('\\');
  });

  it('breaks no id', () => {
    const id = 'x'.repeat(90);
    expect(wrapLine(`order ${id} is there`, 60)).toContain(id);
  });
});
