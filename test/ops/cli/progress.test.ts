import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeProgress, progress, progressIn } from '../../../ops/cli/progress.ts';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  vi.stubEnv('THANKFLOW_PROGRESS', 'lines');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('says at most once a second how far it is, and only what is new', () => {
  const bar = progress('replaying', 500);
  bar.advance(100);
  expect(written).toEqual([]);
  bar.advance(20);
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(['progress: replaying: 120 of 500\n']);
  vi.advanceTimersByTime(5000);
  expect(written).toHaveLength(1);
  bar.advance(1, 600);
  vi.advanceTimersByTime(1000);
  expect(written[1]).toBe('progress: replaying: 121 of 600\n');
  bar.advance();
  bar.stop();
  vi.advanceTimersByTime(5000);
  expect(written).toHaveLength(2);
});

it('leaves out a total that is unknown, or that is already passed', () => {
  const [unknown, passed] = [progress('reading rows', 0), progress('waiting', 2)];
  unknown.advance(7);
  passed.advance(3);
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(['progress: reading rows: 7\n', 'progress: waiting: 3\n']);
  unknown.stop();
  passed.stop();
});

it('says nothing unless it was asked to', () => {
  vi.stubEnv('THANKFLOW_PROGRESS', undefined);
  const bar = progress('replaying', 500);
  bar.advance(100);
  vi.advanceTimersByTime(5000);
  expect(written).toEqual([]);
});

it('is read back from its lines, and from no others', () => {
  const some = { title: 'orders read: all', done: 3, total: 10 };
  expect(progressIn(`progress: ${describeProgress(some)}`)).toEqual(some);
  expect(progressIn('progress: reading rows: 7')).toEqual({ title: 'reading rows', done: 7, total: undefined });
  expect(progressIn('replayed 3 of 10 dead letters')).toBeUndefined();
  expect(progressIn('progress: no figures')).toBeUndefined();
});
