import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterEach, expect, it, vi } from 'vitest';
import { output } from '../../ops/cli/output.ts';
import { fromNow } from '../../ops/reconcile/run.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('--from-now --json says so if the person declines', async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
  stdin.end('n\n');
  const lines: string[] = [];
  const out = output(true, { result: (line) => void lines.push(line), note: () => undefined });
  const on = { stage: { name: 'prod' }, out } as unknown as Parameters<typeof fromNow>[0];
  await fromNow(on, new Command(), { shop: 'oak', yes: false });
  expect(JSON.parse(lines.join('\n'))).toEqual({ stage: 'prod', shop: 'oak', outcome: 'unchanged' });
});
