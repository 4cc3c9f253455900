import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCards } from './card-world.ts';
import { forward } from './braked.ts';
import type { World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hourMs = 3_600_000;

it('a receipt that waits for an automatic hold is brought forward too', async () => {
  const receipt = await world.receipt();
  const hold = { reason: 'moved' as const, since: '2026-03-01T11:00:00.000Z', probeAt: receipt.state.nowMs + hourMs };
  await receipt.ports.control.change((state) => ({ ...state, hold }));
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
  expect((await receipt.row())!.dueAt! - receipt.state.nowMs).toBeGreaterThanOrEqual(6 * hourMs);
  await receipt.ports.control.change(() => ({}));
  expect(await forward(world, receipt.ports)).toEqual([receipt.pid]);

  // The one that met the refusal itself.
  const first = await world.receipt();
  first.state.secret = undefined;
  await first.wake();
  expect(await first.control()).toMatchObject({ hold: { reason: 'no-secret' } });
  await first.ports.control.change(() => ({}));
  expect(await forward(world, first.ports)).toEqual([first.pid]);
});

it.each(['no-secret', 'unauthorized'])(
  'a receipt that is refused as the hold is lifted goes on at once: %s',
  async (why) => {
    const receipt = await world.receipt();
    const { secret } = receipt.state;
    if (why === 'no-secret') receipt.state.secret = undefined;
    else receipt.state.tokens.push({ kind: 'unauthorized', status: 401 });
    // Somebody looks through the rows between the hold and this one's waiting.
    receipt.ports.control.get = async () => ({});
    expect(await receipt.wake()).toMatchObject({ done: false });
    expect(await receipt.row()).not.toHaveProperty('waitsFor');
    receipt.state.secret = secret;
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  },
);

it('the receipt that probes uses the credential that was just put, though the worker remembers none', async () => {
  const receipt = await world.receipt();
  const { secret } = receipt.state;
  receipt.state.secret = undefined;
  await receipt.wake();
  receipt.ports.credential.refresh = async () => secret;
  receipt.pass(hourMs);
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  expect((await receipt.control()).hold).toBeUndefined();
});

it('the gift cards that probe use the credential that was just put, though the worker remembers none', async () => {
  const cards = await startCards(world);
  const { secret } = cards.state;
  cards.state.secret = undefined;
  await cards.wake();
  cards.ports.credential.refresh = async () => secret;
  cards.pass(hourMs);
  expect(await cards.wake()).toEqual({ done: true });
  expect(await cards.states()).toEqual(['added', 'added']);
});
