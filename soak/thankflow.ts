import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

const root = join(import.meta.dirname, '..');

/** Runs a thankflow command on the stack in `folder`. */
export async function thankflow(folder: string, args: readonly string[], stdin = ''): Promise<Ran> {
  const child = spawn(process.execPath, ['ops/thankflow.ts', ...args], {
    cwd: root,
    env: { ...process.env, LOCAL_DIR: folder },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve).on('error', reject);
  });
  // A command that has already failed doesn't read its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
