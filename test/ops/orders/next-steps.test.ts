import { describe, expect, it } from 'vitest';
import { ShopControl } from '../../../lib/store/control.ts';
import { standingOf } from '../../../lib/order/standing.ts';
import type { OrderControl } from '../../../lib/order/stops.ts';
import { namedBy, type Circumstances } from '../../../ops/orders/next-step.ts';
import { nextSteps, pauseOfAll } from '../../../ops/orders/next-steps.ts';
import type { OrderRows } from '../../../ops/orders/order-rows.ts';
import { at, base, nowMs, rows } from './rows.ts';

const brake = { reason: 'ticket 42', by: 'local:ada', since: at };
type About = Partial<OrderControl & Circumstances>;
const partsOf = (order: OrderRows, control: Partial<OrderControl> = {}) =>
  standingOf(order, { shop: ShopControl.parse({}), credential: {}, ...control }, nowMs).parts;
const steps = (order: OrderRows, about: About = {}) =>
  nextSteps(order, { dataKept: true, proposal: undefined, nowMs, ...about, parts: partsOf(order, about) });
const said = (order: OrderRows, about?: About): string =>
  steps(order, about)
    .map(({ means, commands }) => [means, ...commands].join(' | '))
    .join(' || ');

describe('what comes next', () => {
  const shopHeld = (reason: 'failures' | 'unauthorized' | 'moved') => ({
    shop: ShopControl.parse({ hold: { reason, since: at } }),
  });
  const later = nowMs + 3_600_000;
  it.each([
    ['settled', rows({ settledAt: at }), {}, 'Nothing is left to do.'],
    ['early', rows({ state: 'early' }), {}, 'not yet as paid'],
    ['failed', rows({ state: 'failed', reason: 'rejected' }), {}, 'orders retry oak/oak-1 --refreeze'],
    ['gave up', rows({ state: 'failed', reason: 'gave-up' }), {}, 'orders retry oak/oak-1'],
    ['data gone', rows({ state: 'failed' }), { dataKept: false }, 'nothing can be sent any more'],
    [
      'cancellable',
      rows({ state: 'held', reason: 'waiting-for-cancellations', notBefore: later }),
      {},
      '2026-03-01 13:00Z',
    ],
    [
      'held, free',
      rows({ state: 'held', reason: 'held-moved', notBefore: later }),
      {},
      'tried automatically at 2026-03-01 13:00Z',
    ],
    [
      'held',
      rows({ state: 'held', reason: 'held-unauthorized' }),
      shopHeld('unauthorized'),
      'secrets put thanku --shop oak',
    ],
    [
      'tried for',
      rows({ state: 'held', reason: 'held-failures' }),
      {
        shop: ShopControl.parse({
          hold: { reason: 'failures', since: at, trial: true, refused: { pid: 'oak-9', at } },
        }),
      },
      'oak/oak-9',
    ],
    ['misset', rows({ state: 'held', reason: 'held-failures' }), shopHeld('failures'), 'shops apply FILE'],
    [
      'braked',
      rows({ state: 'held', reason: 'braked' }),
      { shop: ShopControl.parse({ thankuBrake: brake }) },
      'resume --shop oak --thanku',
    ],
    ['waits, braked', rows({ state: 'waiting' }), { shop: ShopControl.parse({ thankuBrake: brake }) }, 'ticket'],
    ['overdue', rows({ state: 'waiting', dueKind: 'thanku', dueAt: nowMs - 3_600_000 }), {}, 'status'],
    ['receipt overdue', rows({}, { state: 'unknown', dueKind: 'receipt', dueAt: 0 }), {}, "housekeeping isn't running"],
    [
      'looked for, braked',
      rows({}, { state: 'unknown', dueKind: 'receipt', dueAt: later }),
      { credential: { brake } },
      'resume --credential main',
    ],
    [
      'card waits',
      rows({}, undefined, [{ last4: '1234', state: 'waiting' }]),
      {},
      'Its gift cards are tried automatically',
    ],
    [
      'card braked',
      rows({}, undefined, [{ last4: '1234', state: 'waiting' }]),
      { credential: { brake } },
      'resume --credential main',
    ],
    ['followed', rows({ settledAt: at }, { dueKind: 'follow', dueAt: later }), {}, 'asked again at 2026-03-01 13:00Z'],
    ['not tidied up', rows({}), {}, 'cleaned up within minutes'],
    ['backoff', rows({ state: 'waiting', notBefore: later }), {}, 'orders retry oak/oak-1'],
    ['due', rows({ state: 'waiting' }), {}, 'as soon as it comes up'],
    ['leased', rows({ state: 'waiting', lease: { id: 'x', until: nowMs + 1 } }), {}, 'Its ThankU is being sent'],
    ['receipt waits', rows({}, { state: 'waiting' }), {}, 'Its receipt is tried automatically'],
    ['receipt braked', rows({}, { state: 'waiting' }), { credential: { brake } }, 'resume --credential main'],
    [
      'shop braked',
      rows({}, { state: 'waiting' }),
      { shop: ShopControl.parse({ thanxBrake: brake }) },
      'resume --shop oak --thanx',
    ],
    [
      'credential held',
      rows({}, { state: 'waiting' }),
      { credential: { hold: { reason: 'unauthorized', since: at } } },
      'thanx check --credential main',
    ],
    [
      'token held',
      rows({}, { state: 'waiting' }),
      { shopSecrets: { hold: { reason: 'unauthorized', since: at } } },
      'thanx check --shop oak',
    ],
    ['sending', rows({}, { state: 'sending' }), {}, 'being sent'],
    [
      'looked for',
      rows({}, { state: 'unknown', dueKind: 'receipt', dueAt: later }),
      {},
      'looks for its receipt at Thanx at 2026-03-01 13:00Z',
    ],
    [
      'stuck',
      rows({}, { state: 'unknown', dueKind: 'stuck', resends: 1 }),
      {},
      'orders resolve oak/oak-1 --as not-sent',
    ],
    ['stuck, gone', rows({}, { state: 'unknown', dueKind: 'stuck' }), { dataKept: false }, 'it is given up'],
    ['rejected', rows({}, { state: 'rejected', reason: 'rejected' }), {}, 'orders retry oak/oak-1 --refreeze'],
    ['unauthorized', rows({}, { state: 'rejected', reason: 'unauthorized' }), {}, 'thanx check --shop oak'],
    ['twice', rows({}, { id: 'a', duplicateIds: ['b'] }), {}, '2 receipts for it (a, b)'],
    [
      'card',
      rows({}, undefined, [{ last4: '1234', state: 'rejected', reason: 'invalid' }]),
      {},
      'orders retry oak/oak-1',
    ],
  ] as [string, OrderRows, About, string][])('%s', (_, order, about, words) => {
    expect(said(order, about)).toContain(words);
  });

  it.each([
    ['ready', undefined, ['orders retry oak/oak-1 --refreeze']],
    ['the same', { because: 'same' as const }, ['shops apply FILE', 'orders retry oak/oak-1 --refreeze']],
    ['it may exist', { because: 'may-exist' as const }, ['orders retry oak/oak-1']],
    ['left out', { because: 'left-out' as const, detail: 'currency' }, ['orders retry oak/oak-1']],
  ])('of a refused order depends on what refreezing would do: %s', (_, kept, commands) => {
    const order = rows({ state: 'failed', reason: 'rejected' });
    const part = { part: 'thanku' as const, differences: [{ field: 'thanku.impactValue', frozen: '1', now: '2' }] };
    const proposal = {
      kind: 'proposal' as const,
      ...base,
      parts: [{ ...part, ...(kept && { kept }) }],
      fresh: {},
      order: order.thanku,
      receipt: undefined,
      basket: undefined,
    };
    expect(steps(order, { proposal })).toMatchObject([{ commands }]);
  });
});

describe('a pause stops everything that is still to be sent', () => {
  const free = ShopControl.parse({});
  it.each([
    ['of all that failed', rows({ state: 'failed' }), { ...free, thankuBrake: brake }, 'resume --shop oak --thanku'],
    [
      'not where the receipt may leave',
      rows({ state: 'failed' }, { state: 'rejected' }),
      { ...free, thankuBrake: brake },
      undefined,
    ],
    ['not where only the other part is held', rows({ state: 'failed' }), { ...free, thanxBrake: brake }, undefined],
    ['of a receipt', rows({}, { state: 'rejected' }), { ...free, thanxBrake: brake }, 'resume --shop oak --thanx'],
    ['not of what is through', rows({}), { ...free, thankuBrake: brake, thanxBrake: brake }, undefined],
  ])('%s', (_, order, shop, release) => {
    expect(pauseOfAll(partsOf(order, { shop }), namedBy(order))?.resume).toBe(release);
  });
});
