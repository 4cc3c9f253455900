import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { crashFacts, errorFacts, errorParts } from '../../lib/error-facts.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { ownFrames } from '../../lib/own-frames.ts';

const root = join(import.meta.dirname, '..', '..');

function crash(): TypeError {
  try {
    keyText(undefined as unknown as OrderKey);
  } catch (error) {
    return error as TypeError;
  }
  throw new Error('it did not crash');
}

describe('errorFacts', () => {
  it('tells our own words, and only the name of anybody else’s', () => {
    expect(errorFacts(new ThankflowError('unavailable', 'no answer', { cause: new RangeError('Ada') }))).toEqual({
      error: 'unavailable: no answer',
      causedBy: 'RangeError',
    });
    expect(errorFacts(new TypeError('Ada'))).toEqual({ error: 'TypeError' });
    expect(errorFacts(Object.assign(new Error('Ada'), { code: 'ECONNRESET' }))).toEqual({
      error: 'Error (ECONNRESET)',
    });
    expect(errorFacts(Object.assign(new Error('Ada'), { code: 'ada@example.com' }))).toEqual({ error: 'Error' });
    expect(errorFacts('Ada')).toEqual({ error: 'string' });
  });
});

describe('crashFacts', () => {
  it('gives the frames of our own files, from where it began', () => {
    const { error, stack } = crashFacts(crash());
    expect(error).toBe('TypeError');
    expect(stack).toMatch(/^lib\/order\/order-key\.ts:\d+:\d+ keyText, /);
    expect(stack).not.toContain('node_modules');
    const wrapped = new ThankflowError('unavailable', 'no', { cause: crash() });
    expect(crashFacts(wrapped).stack).toMatch(/^lib\/order\/order-key\.ts:\d+:\d+ keyText, /);
  });

  it('is not deceived by a message that looks like frames', () => {
    const fake = '\n    at ada@example.com (lib/ada.ts:1:1)\n    at Lovelace (functions/ada/ada.ts:1:1)';
    const error = new SyntaxError(`Unexpected token${fake}`);
    expect(JSON.stringify(crashFacts(error))).not.toMatch(/ada|Lovelace/);
  });

  it.each([
    ['without --enable-source-maps, as production runs', []],
    ['with it', ['--enable-source-maps']],
  ])('gives them in the source’s terms from a minified bundle %s', async (_, options) => {
    const folder = mkdtempSync(join(tmpdir(), 'thankflow-frames-'));
    try {
      const outfile = join(folder, 'index.mjs');
      await build({
        stdin: {
          contents: `import { keyText } from './lib/order/order-key.ts';
            import { crashFacts } from './lib/error-facts.ts';
            try { keyText(undefined) } catch (error) { console.log(JSON.stringify(crashFacts(error))) }`,
          resolveDir: root,
        },
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        minify: true,
        sourcemap: true,
        sourcesContent: false,
      });
      const facts: unknown = JSON.parse(execFileSync(process.execPath, [...options, outfile], { encoding: 'utf8' }));
      const line = /order-key\.ts:(\d+)/.exec(ownFrames(crash())[0] ?? '')?.[1];
      expect(facts).toEqual({
        error: 'TypeError',
        stack: expect.stringMatching(new RegExp(`^lib/order/order-key\\.ts:${line}:\\d+`)),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('errorParts gives each of many errors', () => {
  const [one, two, three] = [new Error('1'), new Error('2'), new Error('3')];
  expect(errorParts(new AggregateError([one, new AggregateError([two, three])]))).toEqual([one, two, three]);
  expect(errorParts(one)).toEqual([one]);
});
