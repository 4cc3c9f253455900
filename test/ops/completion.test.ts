import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { thankflow } from './support.ts';

const run = promisify(execFile);

describe('completion bash', () => {
  let script: string;
  beforeAll(async () => {
    const { stdout } = await thankflow(['completion', 'bash']);
    script = join(await mkdtemp(join(tmpdir(), 'thankflow-completion-')), 'completion.bash');
    await writeFile(script, stdout);
  });

  /** What a real bash offers at the end of these words. */
  async function offered(...words: string[]): Promise<string[]> {
    const line = `source "$0"; COMP_WORDS=(thankflow "$@"); COMP_CWORD=$#; _thankflow; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['--norc', '-c', line, script, ...words]);
    return stdout.split('\n').filter(Boolean);
  }

  it.each([
    [['shops', 'a'], ['apply']],
    [['ho'], ['hold']],
    [['--stage', 'p'], ['prod']],
    [
      ['shops', 'list', '--stage', ''],
      ['local', 'dev', 'prod'],
    ],
    [['--stage', 'prod', 'secrets', 'put', 'web'], ['webhook']],
    [['hold', '--cred'], ['--credential']],
    [['hold', '--credential', 'm'], ['main']],
    [['hold', '--shop', ''], []],
    [['completion', 'f'], ['fish']],
    [['hold', '--h'], ['--help']],
    [['shops', 'apply', 'package.js'], ['package.json']],
    [['nonsense', 'shops', 'a'], ['apply']],
  ])('%j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it('offers commands and the options of all at the start', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['status', 'orders', 'audit', '--stage', '--json']));
  });
});

it.each(['zsh', 'fish'])('completion %s names commands, options, values and what they mean', async (shell) => {
  const { code, stdout, stderr } = await thankflow(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['orders import', 'hold', 'local dev prod', 'who changed what', 'credential']) {
    expect(stdout).toContain(word);
  }
  expect(stdout).not.toContain('undefined');
});

it('knows the shells', async () => {
  const ran = await thankflow(['completion', 'tcsh']);
  expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('bash, zsh, fish') as string });
});
