import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { takeFolder } from '../../local/folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thankflow-folder-'));
});

describe('the folder of a local stack', () => {
  it('is taken by one at a time, and given back', () => {
    const taken = takeFolder(folder, false);
    expect(() => takeFolder(folder, false)).toThrow(/already runs on/);
    taken.release();
    takeFolder(folder, false).release();
  });

  it('is free when its stack was killed, with what that left', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    writeFileSync(join(folder, 'lock'), String(child.pid));
    writeFileSync(join(folder, 'endpoints.json'), '{"api":"http://127.0.0.1:1"}');
    takeFolder(folder, false).release();
    expect(existsSync(join(folder, 'endpoints.json'))).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is free when nobody has asked yet how its killed stack ended', async () => {
    // The shell's child ends, and what the shell becomes never waits for it.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [pid] = await once(parent.stdout, 'data');
    await expect.poll(() => takeIf(String(pid))).toBe(true);
    parent.kill('SIGKILL');
  });
});

function takeIf(pid: string): boolean {
  writeFileSync(join(folder, 'lock'), pid);
  takeFolder(folder, false).release();
  return true;
}
