import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { cached, type Cache } from '../../../lib/secrets/cache.ts';

const patienceMs = 150;
const startMs = 1_000_000;

/** What the source does with its questions, one after the other; the last for all that follow. */
let behaviour: (() => Promise<string>)[];
let asked: number;
let nowMs: number;
let cache: Cache<string>;

const source = async () => await behaviour[Math.min(asked++, behaviour.length - 1)]!();
const get = () => cache.get('a', { ms: patienceMs, timer });
const says = (value: string) => async () => value;

/** Everything else happens first; then the time is over. */
function timer(ms: number, wake: () => void) {
  const immediate = setImmediate(() => {
    nowMs += ms;
    wake();
  });
  return () => clearImmediate(immediate);
}

function hangs() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { question: () => promise, answer: resolve, fail: reject };
}

beforeEach(async () => {
  asked = 0;
  nowMs = startMs;
  behaviour = [says('first')];
  cache = cached(source, { ttlMs: 60_000, maxEntries: 3, now: () => nowMs, sharedForMs: 400 });
  await get();
  nowMs += 60_001;
});

describe('when the source hangs', () => {
  it('serves what expired after its patience, once every 5 seconds', async () => {
    behaviour = [says('first'), hangs().question, hangs().question];
    expect(await get()).toBe('first');
    expect(nowMs - startMs - 60_001).toBe(patienceMs);
    nowMs += 5000;
    expect(await get()).toBe('first');
    expect(asked).toBe(2);
    nowMs += 1;
    expect(await get()).toBe('first');
    expect(asked).toBe(3);
  });

  it('takes an answer that comes late, and believes it from when it was asked for', async () => {
    const late = hangs();
    behaviour = [says('first'), late.question, says('third')];
    const askedAtMs = nowMs;
    expect(await get()).toBe('first');
    late.answer('second');
    await turn();
    nowMs = askedAtMs + 60_000;
    expect(await get()).toBe('second');
    nowMs += 1;
    expect(await get()).toBe('third');
  });

  it('lets a question that fails late harm nobody', async () => {
    const late = hangs();
    behaviour = [says('first'), late.question];
    expect(await get()).toBe('first');
    late.fail(new Error('down'));
    await turn();
    expect(await get()).toBe('first');
  });

  it('does not join a question of before its process was frozen, nor take its answer for news', async () => {
    const late = hangs();
    behaviour = [says('first'), late.question, says('third')];
    expect(await get()).toBe('first');
    nowMs += 3_600_000;
    expect(await get()).toBe('third');
    late.answer('second');
    await turn();
    expect(await get()).toBe('third');
  });

  it('says that it cannot tell when it is to read again', async () => {
    const late = hangs();
    behaviour = [says('first'), late.question];
    const reading = cache.readAgain('a');
    late.fail(new Error('down'));
    await expect(reading).rejects.toThrow('down');
  });
});
