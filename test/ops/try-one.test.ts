import { expect, it } from 'vitest';
import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { awaitTry } from '../../ops/pause/try-one.ts';

const minute = 60_000;

/** The outcome of a try, as the shop's circuit is seen to change. */
async function outcomeWhile(...seen: (OpenCircuit | undefined)[]) {
  const documents = {
    send: async () => {
      const hold = seen.length > 1 ? seen.shift() : seen[0];
      return { Item: { pk: 'shop#foo', sk: 'control', version: 1, writer: 'w', ...(hold && { hold }) } };
    },
  };
  const aws = { documents, controlTable: 'Control' } as unknown as Parameters<typeof awaitTry>[0];
  const scope = { what: 'thanku', shop: 'foo' } as const;
  const { outcome } = await awaitTry(aws, { scope, hold, woken: true, atMs });
  return outcome;
}

const atMs = Date.parse('2026-11-20T12:00:00Z');
const hold: OpenCircuit = { reason: 'unauthorized', since: '2026-11-20T10:00:00.000Z', probeAt: atMs };
const postponed = (byMs: number): OpenCircuit => ({ ...hold, probeAt: atMs + byMs });

it('is refused if the next try is postponed twice, though nothing else changes', async () => {
  expect(await outcomeWhile(hold, postponed(15 * minute + 900), postponed(15 * minute + 1200))).toBe('refused');
});

it('is not refused if the try ended without an answer, and another order tries', async () => {
  const again = [postponed(2000), postponed(15 * minute + 4000)];
  expect(await outcomeWhile(postponed(15 * minute + 900), ...again, undefined)).toBe('accepted');
});

it('is not refused if the partner asks to wait for hours', async () => {
  expect(await outcomeWhile(postponed(15 * minute + 900), postponed(180 * minute), undefined)).toBe('accepted');
});

it('is refused for another reason', async () => {
  expect(await outcomeWhile(hold, { ...postponed(15 * minute), reason: 'no-secret' })).toBe('refused');
});
