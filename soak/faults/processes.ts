import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../sim/kernel/random.ts';
import { until } from '../patience.ts';
import { signal } from '../processes.ts';
import type { SoakStack } from '../stack.ts';
import { pauseMs, type FaultKind } from './fault.ts';

/** No order goes through this one. */
const aside = 'thankflow-local-order-status';

/** A process of a function that orders go through. Each function is equally likely, however many processes it has. */
async function pickProcess(stack: SoakStack, random: Random): Promise<{ name: string; pid: number }> {
  const all = await until('a function runs', async () => {
    const running = (await stack.functions()).filter(({ name }) => name !== aside);
    return running.length > 0 && running;
  });
  const chosen = random.pick([...new Set(all.map(({ name }) => name))].sort());
  const { name, pid } = random.pick(all.filter((one) => one.name === chosen));
  return { name: name.replace('thankflow-local-', ''), pid };
}

export const killFunction: FaultKind = {
  name: 'kill-function',
  means: 'a process of a function gets SIGKILL',
  async inject({ stack }, random) {
    const { name, pid } = await pickProcess(stack, random);
    signal(pid, 'SIGKILL');
    return name;
  },
};

/** The process continues in the middle of what it was doing, and believes in an old time. */
export const stopFunction: FaultKind = {
  name: 'stop-function',
  means: 'a process of a function gets SIGSTOP, and SIGCONT seconds later',
  async inject({ stack }, random) {
    const { name, pid } = await pickProcess(stack, random);
    if (signal(pid, 'SIGSTOP')) {
      await delay(pauseMs(random) * 2);
      signal(pid, 'SIGCONT');
    }
    return name;
  },
};

/** After the restart, Lambda and SQS may behave at their worst. */
export const killStack: FaultKind = {
  name: 'kill-stack',
  means: 'the whole stack gets SIGKILL, and restarts on the same data',
  async inject({ stack }, random) {
    const functions = random.chance(0.5);
    const [freezeIdle, deliverTwice] = [random.chance(0.3), random.chance(0.3)];
    await stack.restart({ functions, manners: { freezeIdle, deliverTwice } });
    return [
      functions ? 'with its functions' : 'alone',
      ...(freezeIdle ? ['then functions are frozen'] : []),
      ...(deliverTwice ? ['then messages come twice'] : []),
    ].join(', ');
  },
};
