import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openForEditing } from '../../../ops/dlq/editor.ts';

describe('an editor', () => {
  it('is not opened where nobody could work in it', () => {
    expect(() => openForEditing('event.json', '{}', { EDITOR: '' }, false)).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('is what EDITOR names, also without a terminal, and its file is for its owner alone', async () => {
    const file = openForEditing('event.json', 'tea', { EDITOR: 'sed -i s/tea/coffee/' }, false);
    expect([file.path, dirname(file.path)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
    expect(await file.edit()).toBe('coffee');
    file.remove();
    expect(existsSync(dirname(file.path))).toBe(false);
  });

  it('that fails leaves no file', async () => {
    const file = openForEditing('event.json', 'tea', { EDITOR: 'false' }, false);
    await expect(file.edit()).rejects.toMatchObject({ code: 'refused' });
    expect(existsSync(dirname(file.path))).toBe(false);
  });
});

describe('a process whose editor is open', () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'thankflow-editor-'));
  });

  const open = (more = '') => {
    const program = `
      import { openForEditing } from './ops/dlq/editor.ts';
      import { exitOnSignals } from './ops/cli/interrupt.ts';
      exitOnSignals();
      const file = openForEditing('event.json', 'ada@example.com', { EDITOR: 'echo open; exec sleep 100 #' }, false);
      ${more}
      await file.edit();`;
    return spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  };

  it.each([
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('leaves nothing after %s, and ends with %i', async (signal, code) => {
    const child = open();
    await once(child.stderr, 'data');
    expect(readdirSync(temporary)).toHaveLength(1);
    // When it closes, the editor has ended too, which has the same stderr.
    const closed = once(child, 'close');
    child.kill(signal);
    expect(await closed).toEqual([code, null]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves nothing when it fails', async () => {
    const child = open('throw new Error("it fails");');
    await once(child, 'exit');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves what somebody was told to look after', async () => {
    const child = open('file.keep(); process.exit(1);');
    await once(child, 'exit');
    expect(readdirSync(temporary)).toHaveLength(1);
  });
});
