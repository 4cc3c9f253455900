import { describe, expect, it } from 'vitest';
import { faultNames } from '../../sim/faults.ts';
import { nothingLeftOut, run, type Run, type Without } from '../../sim/run.ts';
import { shrinkRun } from '../../sim/shrink.ts';

async function told(seed: number): Promise<{ story: string; faults: Run['faults'] }> {
  const lines: string[] = [];
  const { faults } = await run(seed, nothingLeftOut, (line) => lines.push(line));
  return { story: lines.join('\n'), faults };
}
const storyOf = async (seed: number): Promise<string> => (await told(seed)).story;

describe('the simulator', () => {
  it('tells the same story of the same seed, byte for byte', async () => {
    for (const seed of [3, 17, 404]) {
      const story = await storyOf(seed);
      expect(await storyOf(seed)).toBe(story);
      expect(story.split('\n').length).toBeGreaterThan(20);
    }
  }, 60_000);

  it('does the same whether somebody listens or not', async () => {
    const heard = await run(3, nothingLeftOut, () => undefined);
    expect(await run(3)).toEqual(heard);
  });

  it('tells other stories of other seeds, with every kind of fault', async () => {
    const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
    const runs = await Promise.all(seeds.map(told));
    expect(new Set(runs.map(({ story }) => story)).size).toBe(20);
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
      baskets: { booked: 0, refunds: 0, requests: 0 },
      broken,
    };
    const again = async (seed: number, { orders, faults }: Without): Promise<Run> => {
      const needed = !orders.includes('2') && !faults.includes('hang');
      // Without order 3 another promise is broken: that is another fault.
      const other = { ...broken, invariant: orders.includes('3') ? 'due' : broken.invariant };
      return { seed, steps: 0, orders: [], faults: [], baskets: whole.baskets, ...(needed && { broken: other }) };
    };
    expect((await shrinkRun(whole, again)).without).toEqual({ orders: ['1'], faults: ['kill', 'slow'] });
  });
});

describe('what thankflow promises', () => {
  const seeds = 60;
  const perTest = 20;
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
