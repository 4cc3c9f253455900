import type { Random } from '../../sim/kernel/random.ts';
import { until } from '../patience.ts';
import type { SoakStack } from '../stack.ts';

/** Orders do not go through it. */
const aside = 'thankflow-local-order-status';

/** A process of a function that orders go through. All functions are as likely, however many processes they have. */
export async function pickFunction(stack: SoakStack, random: Random): Promise<{ name: string; pid: number }> {
  const all = await until('a function runs', async () => {
    const running = (await stack.functions()).filter(({ name }) => name !== aside);
    return running.length > 0 && running;
  });
  const names = [...new Set(all.map(({ name }) => name))].sort();
  const chosen = names[random.below(names.length)];
  const candidates = all.filter(({ name }) => name === chosen);
  const { name, pid } = candidates[random.below(candidates.length)] ?? { name: '', pid: 0 };
  return { name: name.replace('thankflow-local-', ''), pid };
}
