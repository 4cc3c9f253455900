import { describe, expect, it } from 'vitest';
import { FairGroups } from '../../../local/aws/fair-groups.ts';

interface Message {
  group: string;
  n: number;
}
const some = (group: string, count: number): Message[] => Array.from({ length: count }, (_, n) => ({ group, n }));

/** A queue whose messages are received and processed, by the minute. */
function startQueue() {
  const groups = new FairGroups();
  let nowMs = 0;
  return {
    waiting: [] as Message[],
    inFlight: [] as Message[],
    pass(ms: number) {
      nowMs += ms;
    },
    receive(count: number): string {
      const chosen = groups.choose(count, { ...this, groupOf: ({ group }) => group, nowMs });
      this.waiting = this.waiting.filter((one) => !chosen.includes(one));
      this.inFlight.push(...chosen);
      return chosen.map(({ group }) => group).join('');
    },
    finish(group: string) {
      this.inFlight = this.inFlight.filter((one) => one.group !== group);
    },
  };
}

describe('the messages that are received next', () => {
  it('are the oldest while no group is noisy', () => {
    const queue = startQueue();
    queue.waiting = [...some('a', 2), ...some('b', 1), ...some('a', 1)];
    expect(queue.receive(4)).toBe('aaab');
  });

  it('are of quiet groups while a group has most of the processing time', () => {
    const queue = startQueue();
    queue.waiting = some('a', 100);
    expect(queue.receive(10)).toBe('aaaaaaaaaa');
    queue.pass(1000);
    queue.waiting.push(...some('b', 1));
    expect(queue.receive(3)).toBe('baa');
  });

  it('are of quiet groups while a group has 30 and a tenth of the messages in flight', () => {
    const queue = startQueue();
    queue.waiting = [...some('a', 29), ...some('a', 10), ...some('b', 1)];
    // No time has passed: nothing is known but the numbers in flight.
    expect(queue.receive(29)).toBe('a'.repeat(29));
    expect(queue.receive(1)).toBe('a');
    expect(queue.receive(2)).toBe('ba');
  });

  it('are of the noisy group with the fewest messages in flight', () => {
    const queue = startQueue();
    queue.waiting = [...some('a', 40), ...some('b', 40)];
    expect(queue.receive(10)).toBe('a'.repeat(10));
    queue.pass(1000);
    expect(queue.receive(10)).toBe('b'.repeat(10));
    queue.pass(1000);
    expect(queue.receive(4)).toBe('abab');
  });

  it('are the oldest again once the noisy group has none left', () => {
    const queue = startQueue();
    queue.waiting = some('a', 10);
    queue.receive(10);
    queue.pass(1000);
    queue.finish('a');
    queue.receive(1);
    queue.waiting = [...some('a', 1), ...some('b', 1)];
    expect(queue.receive(2)).toBe('ab');
  });

  it('are not of a group whose messages wait, though none is in flight', () => {
    const queue = startQueue();
    queue.waiting = some('a', 20);
    queue.receive(10);
    queue.pass(1000);
    queue.finish('a');
    queue.waiting.push(...some('b', 1));
    expect(queue.receive(2)).toBe('ba');
  });

  it('are the oldest again once a noisy group has less than a tenth of the recent processing time', () => {
    const queue = startQueue();
    queue.waiting = some('a', 2);
    queue.receive(1);
    queue.pass(1000);
    queue.finish('a');
    queue.waiting.push(...Array.from({ length: 40 }, (_, n) => ({ group: `shop-${n}`, n })));
    // 40 other shops have one message each in flight, for ten minutes.
    expect(queue.receive(40)).not.toContain('a');
    queue.pass(600_000);
    queue.waiting.push(...some('late', 1));
    expect(queue.receive(2)).toBe('alate');
  });

  it('are not of a group that has most of the recent processing time, whatever others had long ago', () => {
    const queue = startQueue();
    queue.waiting = some('past', 10);
    queue.receive(10);
    queue.pass(600_000);
    queue.finish('past');
    queue.receive(1);
    queue.pass(600_000);
    queue.waiting = some('a', 2);
    queue.receive(1);
    queue.pass(1000);
    queue.waiting.push(...some('b', 1));
    expect(queue.receive(1)).toBe('b');
  });
});
