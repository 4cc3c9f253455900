import { describe, expect, it } from 'vitest';
import { faultNames } from '../../sim/faults.ts';
import { run, type Run, type Without } from '../../sim/run.ts';
import { shrink } from '../../sim/shrink.ts';

describe('the simulator', () => {
  it('tells the same story of the same seed, byte for byte', async () => {
    for (const seed of [3, 17, 404]) {
      const [first, second] = [await run(seed), await run(seed)];
      expect(first.trace.join('\n')).toBe(second.trace.join('\n'));
      expect(first.trace.length).toBeGreaterThan(20);
    }
  }, 60_000);

  it('tells other stories of other seeds, with every kind of fault', async () => {
    const runs = await Promise.all(Array.from({ length: 30 }, (_, index) => run(index + 1)));
    expect(new Set(runs.map(({ trace }) => trace.join('\n'))).size).toBe(30);
    expect([...new Set(runs.flatMap(({ faults }) => faults))].sort()).toEqual([...faultNames].sort());
  }, 60_000);

  it('leaves out what a smaller run does not need', async () => {
    const whole = await run(5);
    const [order = '', ...others] = whole.orders;
    const part = await run(5, { orders: [order], faults: [...faultNames] });
    expect(part).toMatchObject({ orders: others, faults: [] });
  });

  it('leaves out every order and fault that breaking a promise does not need', async () => {
    const broken = { invariant: 'one-thanku', promise: '', what: '' };
    const whole: Run = {
      seed: 1,
      steps: 0,
      orders: ['1', '2', '3'],
      faults: ['kill', 'hang', 'slow'],
      broken,
      trace: [],
    };
    const again = async (seed: number, { orders, faults }: Without): Promise<Run> => {
      const needed = !orders.includes('2') && !faults.includes('hang');
      // Without order 3 another promise is broken: that is another fault.
      const other = { ...broken, invariant: orders.includes('3') ? 'due' : broken.invariant };
      return { seed, steps: 0, orders: [], faults: [], trace: [], ...(needed && { broken: other }) };
    };
    expect((await shrink(whole, again)).without).toEqual({ orders: ['1'], faults: ['kill', 'slow'] });
  });
});

describe('what thankflow promises', () => {
  const seeds = 300;
  const perTest = 50;
  it.each(Array.from({ length: seeds / perTest }, (_, index) => index * perTest + 1))(
    `holds in ${perTest} runs from seed %i`,
    async (first) => {
      for (let seed = first; seed < first + perTest; seed++) {
        const { broken } = await run(seed);
        expect(broken, `npm run sim -- --seed ${seed}`).toBeUndefined();
      }
    },
    60_000,
  );
});
