import { expect, it } from 'vitest';
import { Turns } from '../../soak/turns.ts';

it('lets so much work run at the same time, and all of it in the end, whatever fails', async () => {
  const turns = new Turns(3);
  let [running, most] = [0, 0];
  const work = async (index: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (index % 4 === 0) throw new Error('no');
    return index;
  };
  const done = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => turns.take(() => work(index))));
  expect(most).toBe(3);
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
});
