import { generateKeyPairSync } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { whyUnusableForWix } from '../../../lib/platforms/wix/public-key.ts';
import { readSecretLines } from '../../../ops/connect/questions.ts';
import { askingPerson } from '../../../ops/connect/prompts.ts';
import { waitForWebhook, type WaitPorts } from '../../../ops/connect/wait-for-webhook.ts';

/** A clock that only the pauses move, and what has arrived by then. */
function waiting(arrives: { atMs: number; outcome?: string; order?: boolean }[], logs: 'work' | 'fail' = 'work') {
  let nowMs = 1_000_000;
  const startMs = nowMs;
  const so = () => arrives.filter(({ atMs }) => startMs + atMs <= nowMs);
  const told: string[] = [];
  const aborting = new AbortController();
  const ports: WaitPorts = {
    async outcomesSince() {
      if (logs === 'fail') throw new Error('no rights');
      return so().flatMap(({ outcome }) => (outcome === undefined ? [] : [{ outcome, count: 1 }]));
    },
    orderSince: async () => (so().some(({ order }) => order) ? { shop: 'oak', pid: 'oak-1' } : undefined),
    now: () => nowMs,
    sleep: async (ms) => void (nowMs += ms),
  };
  const times = { sinceMs: startMs, untilMs: startMs + 60_000, signal: aborting.signal };
  return { aborting, told, seen: () => waitForWebhook(ports, times, (outcome) => told.push(outcome)) };
}

describe('waiting for the first webhook', () => {
  it('says once that a signature is wrong, and goes on until an order arrives', async () => {
    const { seen, told } = waiting([
      { atMs: 0, outcome: 'ping' },
      { atMs: 5000, outcome: 'refused' },
      { atMs: 45_000, outcome: 'accepted', order: true },
    ]);
    expect(await seen()).toEqual({ seen: 'order', key: { shop: 'oak', pid: 'oak-1' } });
    expect(told).toEqual(['ping', 'refused']);
  });

  it('ends with a verified webhook about no order, such as a test notification', async () => {
    expect(await waiting([{ atMs: 12_000, outcome: 'void' }]).seen()).toEqual({ seen: 'webhook', outcome: 'void' });
  });

  it('says that a webhook was accepted, if its order doesn’t come', async () => {
    const { seen, told } = waiting([
      { atMs: 0, outcome: 'accepted' },
      { atMs: 0, outcome: 'paid-too-early' },
    ]);
    expect(await seen()).toEqual({ seen: 'webhook', outcome: 'accepted' });
    expect(told).toEqual(['paid-too-early']);
  });

  it('finds the order without the logs', async () => {
    const { seen, told } = waiting([{ atMs: 30_000, order: true }], 'fail');
    expect(await seen()).toEqual({ seen: 'order', key: { shop: 'oak', pid: 'oak-1' } });
    expect(told).toEqual(['logs']);
  });

  it('ends after its time, and when it is stopped', async () => {
    expect(await waiting([]).seen()).toEqual({ seen: 'nothing' });
    const { seen, aborting } = waiting([{ atMs: 2000, order: true }]);
    aborting.abort();
    expect(await seen()).toEqual({ seen: 'nothing' });
  });
});

describe('prompts', () => {
  /** Types `keys` at a prompt. */
  async function typing<Answer>(
    keys: string,
    ask: (from: Awaited<ReturnType<typeof askingPerson>>) => Promise<Answer>,
  ) {
    const input = new PassThrough();
    let shown = '';
    const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
      shown += String(chunk);
      done();
    };
    const cancelled = (): never => {
      throw new Error('cancelled');
    };
    const asking = ask(await askingPerson({ input, output: new Writable({ decodeStrings: false, write }), cancelled }));
    input.write(keys);
    return { answer: await asking, shown: stripVTControlCharacters(shown) };
  }

  it('shows nothing of a secret, not even its length', async () => {
    const { answer, shown } = await typing('hunter2hunter2\r', (from) =>
      from.secret({ line: 'token', message: 'Token' }),
    );
    expect(answer).toBe('hunter2hunter2');
    expect(shown).not.toMatch(/hunter2|[▪•*]/);
  });

  it('takes the default, or nothing', async () => {
    const ask = { flag: '--name', message: 'Name', initial: 'oak' };
    expect((await typing('\r', (from) => from.text(ask))).answer).toBe('oak');
    expect((await typing('\r', (from) => from.secret({ line: 'token', message: 'Token' }))).answer).toBeUndefined();
  });

  it('says why an answer isn’t valid, and asks again', async () => {
    const check = (text: string) => (text === 'ab' ? undefined : 'expected ab');
    const { answer, shown } = await typing('a\rb\r', (from) => from.text({ flag: '--x', message: 'X', check }));
    expect(answer).toBe('ab');
    expect(shown).toContain('expected ab');
  });

  it('takes a pasted key with several lines: it isn’t valid until its last line', async () => {
    const { publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { answer } = await typing(publicKey.replaceAll('\n', '\r'), (from) =>
      from.secret({ line: 'webhook', message: 'Key', check: whyUnusableForWix }),
    );
    expect(answer).toBe(publicKey.replaceAll('\n', ''));
  });

  it('ends with Ctrl-C', async () => {
    await expect(typing('\u0003', (from) => from.confirm({ message: 'Sure?', initial: true }))).rejects.toThrow(
      'cancelled',
    );
  });
});

describe('secrets on stdin', () => {
  it.each([
    ['an unknown name', 'thank=hunter2hunter2'],
    ['no name', 'hunter2hunter2'],
    ['a name twice', 'token=hunter2hunter2\ntoken=hunter2hunter2'],
    ['blanks', 'token= hunter2hunter2'],
  ])('refuses %s without repeating it', (_, text) => {
    expect(() => readSecretLines(text)).toThrow(/^line \d of stdin/);
    expect(() => readSecretLines(text)).not.toThrow('hunter2');
  });

  it('may be a key with several lines', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMIIB\nIjA=\n-----END PUBLIC KEY-----';
    const secrets = readSecretLines(`thanku=hunter2hunter2\nwebhook=${pem}\n`);
    expect(secrets.get('webhook')).toBe(pem.replaceAll('\n', ''));
  });

  it('keeps equals signs of a value', () => {
    expect(readSecretLines('webhook=whsec_YQ==\r\n').get('webhook')).toBe('whsec_YQ==');
  });
});
