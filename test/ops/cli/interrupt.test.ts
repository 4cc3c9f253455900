import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { interrupt, interruptedCode, interruptible, restoringScreen } from '../../../ops/cli/progress.ts';
import { frame } from '../../../ops/cli/watch.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { surroundings } from '../support.ts';

describe('a signal', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a command that waits with %i, as an exit code', async (signal, code) => {
    const args = ['ops/thankflow.ts', 'secrets', 'put', 'thanx', '--credential', 'main'];
    // It says so on stderr when it is loaded and waits for stdin.
    const env = { ...surroundings, LOCAL_DIR: aws.folder, NODE_DEBUG: 'stream' };
    const child = spawn(process.execPath, args, { env });
    let isAsked = false;
    child.stderr.on('data', () => {
      if (!isAsked) child.kill(signal);
      isAsked = true;
    });
    expect(await once(child, 'exit')).toEqual([code, null]);
  });
});

describe('an interrupt', () => {
  const exit = () => vi.spyOn(process, 'exit').mockImplementation((): never => undefined as never);
  const stderr = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('asks what runs to end, and the second time breaks it off', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const exited = exit();
    const said = stderr();
    const asked: boolean[] = [];
    await interruptible('Ending.', async (signal) => {
      asked.push(signal.aborted);
      interrupt('SIGINT');
      asked.push(signal.aborted);
      // The terminal sends it, and npm passes the same one on.
      interrupt('SIGINT');
      expect(exited).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1000);
      interrupt('SIGINT');
      expect(exited).toHaveBeenCalledExactlyOnceWith(130);
    });
    expect(asked).toEqual([false, true]);
    expect(said.mock.calls.flat().join('')).toContain('Ending.\n');
    expect(interruptedCode()).toBe(130);
  });

  it('puts the terminal in order before it ends the process', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.advanceTimersByTime(2000);
    stderr();
    const order: string[] = [];
    vi.spyOn(process, 'exit').mockImplementation((code): never => order.push(`exit ${code}`) as never);
    restoringScreen(() => order.push('screen'));
    interrupt('SIGTERM');
    expect(order).toEqual(['screen', 'exit 143']);
  });
});

describe('a screen that is watched', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const drawn = (of: readonly string[], rows: number, columns = 80) =>
    stripVTControlCharacters(frame(of, { rows, columns })).split('\r\n');

  it('shows as much as the terminal is high, and says how much more there is', () => {
    expect(drawn(lines, 10)).toEqual([...lines.slice(0, 9), '… 21 more lines']);
    expect(drawn(lines.slice(0, 10), 10)).toEqual(lines.slice(0, 10));
  });

  it('counts what the terminal breaks as the lines that it makes of it', () => {
    const long = ['x'.repeat(25), ...lines];
    expect(drawn(long, 5, 10)).toEqual([long[0], 'line 1', '… 29 more lines']);
  });

  it('overwrites what is there instead of clearing it first, and ends without a line feed', () => {
    expect(frame(['a', 'b'], { rows: 24, columns: 80 })).toBe('\u001b[Ha\u001b[K\r\nb\u001b[K\u001b[J');
  });
});
