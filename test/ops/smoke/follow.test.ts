import { describe, expect, it } from 'vitest';
import { ThankuState } from '../../../lib/order/thanku/state.ts';
import type { Finding } from '../../../ops/connection/finding.ts';
import type { OrderRows } from '../../../ops/orders/order-rows.ts';
import type { Answered } from '../../../ops/send/post.ts';
import type { Followed, PageAnswer } from '../../../ops/smoke/findings.ts';
import { follow, type FollowPorts } from '../../../ops/smoke/follow.ts';
import { settingsWith } from '../../lib/order/support.ts';

const order: Followed = {
  stage: 'prod',
  key: { shop: 'oak', pid: 'oak-7' },
  orderId: '7',
  settings: settingsWith(),
  secretName: 'thankflow/prod/shops/oak/webhook',
  cacheSeconds: 60,
};
const link = 'https://api.example/t/oak?o=7&k=ab0';
const at = '2026-11-20T12:00:00.000Z';
const row = ThankuState.parse({
  shop: 'oak',
  pid: 'oak-7',
  orderId: '7',
  state: 'simulated',
  impact: 2,
  attempts: 1,
  notBefore: 0,
  receipt: 'none',
  receiptReason: 'test-order',
  createdAt: at,
  updatedAt: at,
  settledAt: at,
});

interface Stage {
  answered: Answered;
  /** What each look at the order finds; the last stays. */
  rows: (Partial<ThankuState> | undefined)[];
  page: (asked: string, as: 'html' | 'json') => PageAnswer;
  link: string | undefined;
}
const good: Stage = {
  answered: { status: 200, attempts: 1 },
  rows: [undefined, undefined, { state: 'waiting', settledAt: undefined }, { settledAt: undefined }, {}],
  page: (asked, as) =>
    asked === link ? { status: 200, ...(as === 'json' && { state: 'simulated' }) } : { status: 404 },
  link,
};

async function followed(changes: Partial<Stage> = {}, signal = new AbortController().signal): Promise<Finding[]> {
  const stage = { ...good, ...changes };
  const rows = [...stage.rows];
  let nowMs = Date.parse(at);
  const ports: FollowPorts = {
    post: async () => stage.answered,
    async rows() {
      const [next] = rows.length > 1 ? rows.splice(0, 1) : rows;
      return next && ({ thanku: { ...row, ...next }, receipt: undefined, giftCards: undefined } satisfies OrderRows);
    },
    link: async () => stage.link,
    page: async (asked, as) => stage.page(asked, as),
    now: () => nowMs,
    sleep: async (ms) => (nowMs += ms),
  };
  const found: Finding[] = [];
  for await (const finding of follow(ports, order, signal)) found.push(finding);
  return found;
}
const said = (findings: readonly Finding[]) => findings.map(({ state, code }) => `${state} ${code}`);
const last = async (changes: Partial<Stage>) => {
  const findings = await followed(changes);
  const finding = findings.at(-1);
  expect(findings.slice(0, -1).every(({ state }) => state === 'ok')).toBe(true);
  return { says: `${finding?.state} ${finding?.code}`, todo: finding?.todo.join('\n') ?? '', means: finding?.means };
};

describe('smoke', () => {
  it('follows an order to its page and its link', async () => {
    const findings = await followed();
    expect(said(findings)).toEqual([
      'ok webhook',
      'ok claimed',
      'ok thanku',
      'ok receipt',
      'ok settled',
      'ok page',
      'ok link',
    ]);
    expect(findings[1]?.means).toContain('after 0.4 s');
    expect(findings[5]?.means).toContain(link);
  });

  it('stops at a webhook that is refused, with the secret that it was signed with', async () => {
    const { says, means } = await last({ answered: { status: 401, attempts: 1 } });
    expect(says).toBe('wrong webhook');
    expect(means).toContain('./thankflow secrets put webhook --shop oak --stage prod');
    expect((await last({ answered: { status: 503, attempts: 1 } })).means).not.toContain('times in a row');
  });

  it('stops where the order isn’t claimed, and says where to look', async () => {
    const { says, todo } = await last({ rows: [undefined] });
    expect(says).toBe('warning claimed');
    expect(todo).toContain("./thankflow orders find '7' --shop oak --stage prod");
  });

  it.each([
    ['failed for good', { state: 'failed', reason: 'rejected' }, 'wrong thanku', 'orders show oak/oak-7'],
    ['was left out', { state: 'skipped', reason: 'below-minimum' }, 'wrong thanku', 'orders show'],
    ['is tried again', { state: 'waiting', settledAt: undefined }, 'warning thanku', 'orders show'],
    ['is paused', { state: 'held', reason: 'braked', settledAt: undefined }, 'warning thanku', 'resume --shop oak'],
    [
      'waits for a circuit',
      { state: 'held', reason: 'held-no-secret', settledAt: undefined },
      'warning thanku',
      'stuck',
    ],
    ['cost money', { state: 'posted', id: 'x' }, 'wrong thanku', 'pause --shop oak'],
    ['gets a receipt', { receipt: 'wanted' }, 'wrong receipt', 'pause --shop oak --thanx'],
    ['isn’t settled', { settledAt: undefined }, 'warning settled', 'stuck'],
  ] as const)('stops at an order that %s', async (_, changes, says, todo) => {
    const found = await last({ rows: [changes] });
    expect(found.says).toBe(says);
    expect(found.todo).toContain(todo);
  });

  it.each([
    ['has no links', { link: undefined }, 'wrong page', 'npm run deploy'],
    ['refuses the right link', { page: () => ({ status: 404 }) }, 'wrong page', 'shops link-key oak'],
    ['has no page', { page: () => ({ status: 503 }) }, 'wrong page', 'doctor'],
    ['shows another state', { page: () => ({ status: 200, state: 'waiting' }) }, 'wrong page', 'orders show'],
    [
      'shows a page for any link',
      { page: () => ({ status: 200, state: 'simulated' }) },
      'wrong link',
      'npm run deploy',
    ],
  ] as const)('stops at a stage that %s', async (_, changes, says, todo) => {
    const found = await last(changes);
    expect(found.says).toBe(says);
    expect(found.todo).toContain(todo);
  });

  it('ends soon after Ctrl-C, without a verdict', async () => {
    const ending = new AbortController();
    ending.abort();
    expect(await followed({}, ending.signal)).toEqual([]);
  });
});
