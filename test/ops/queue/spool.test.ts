import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSpool } from '../../../ops/queue/spool.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('a spool', () => {
  it('gives back all its lines, as often as they are asked for and while more are added', async () => {
    using spool = openSpool();
    const added = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    for (const line of added) spool.add(line);
    const [first, second] = await Promise.all([Array.fromAsync(spool.lines()), Array.fromAsync(spool.lines())]);
    expect(first).toEqual(added);
    expect(second).toEqual(added);
    spool.add('one more');
    expect(await Array.fromAsync(spool.lines())).toEqual([...added, 'one more']);
    expect(spool.size).toBe(20_001);
  });

  it('has no file that a killed process could leave', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'thankflow-spool-'));
    vi.stubEnv('TMPDIR', temporary);
    using spool = openSpool();
    spool.add('ada@example.com');
    expect(readdirSync(temporary)).toEqual([]);
    expect(await Array.fromAsync(spool.lines())).toEqual(['ada@example.com']);
  });
});
