import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { progressIn, type Advanced } from './progress.ts';

export const thankflow = join(import.meta.dirname, '..', 'thankflow.ts');

export interface RunOptions {
  environment: NodeJS.ProcessEnv;
  /** Its stdin. */
  input: string;
  /** The script that Node.js runs: `thankflow`, but for tests. */
  program: string;
  /** Receives each line of stdout and stderr, without those about progress. */
  onLine(line: string): void;
  onProgress(progress: Advanced): void;
}

export interface RunningCommand {
  /** Its exit code; 130 if a signal ended it, 1 if it couldn't be started. */
  ended: Promise<number>;
  /** Asks it to finish, as Ctrl-C does. */
  interrupt(): void;
}

/** Runs a command as a process of its own. @param words after `./thankflow` */
export function runCommand(
  words: readonly string[],
  { environment, input, program, onLine, onProgress }: RunOptions,
): RunningCommand {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...environment, NO_COLOR: '1', THANKFLOW_PROGRESS: 'lines' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const progress = progressIn(line);
      if (progress === undefined) onLine(line);
      else onProgress(progress);
    });
  }
  // A command that ends early doesn't read its stdin, which is no fault.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      onLine(`The command could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 130));
  });
  return { ended, interrupt: () => void child.kill('SIGINT') };
}
