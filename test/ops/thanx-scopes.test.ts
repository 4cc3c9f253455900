import { expect, it } from 'vitest';
import { output } from '../../ops/cli/output.ts';
import { checkThanx, type ThanxSubject } from '../../ops/thanx/check.ts';
import { printThanx } from '../../ops/thanx/report.ts';

const secret = { clientId: 'client-1', accessToken: 'partner-secret' };

/** What the check of a credential with these scopes finds and prints. */
async function checked(scopes: string[], of: Pick<ThanxSubject, 'mode' | 'fixedToken'>) {
  const subject = { stage: 'local', credential: 'main', thanxUrl: 'http://thanx', merchantId: 'm-1', ...of };
  const answers = await checkThanx(
    subject,
    { secret, userSecret: { token: 'user-token' }, merchantSecret: { merchantKey: 'merchant-key' } },
    {
      scopes: async () => ({ kind: 'ok', value: scopes }),
      merchants: async () => ({ kind: 'ok', value: [{ id: 'm-1', name: undefined, handle: undefined }] }),
      receipts: async () => ({ kind: 'ok', value: {} }),
    },
  );
  const printed: string[] = [];
  const out = output(false, { result: (text) => printed.push(text), note: () => undefined });
  printThanx(out, subject, answers, { usedInWindow: 3, limit: 2000, windowMs: 900_000 });
  return {
    missing: answers.problems.map(({ code, message }) => `${code}: ${message.split(':')[0]}`),
    scopes: printed.filter((line) => line.includes('needed for')),
    printed,
  };
}

const without = (scope: string) => `scope-missing: the scope ${scope} is missing`;
const tokens = (mark: string) => `  auth.create ${mark}, needed for customers' tokens`;
const members = (mark: string) => `  users.read ${mark}, needed for finding the member a basket belongs to`;

it.each([
  ['baskets', ['no-merchant-key']],
  ['receipts', []],
] as const)('a shop with %s and no merchant key', async (mode, codes) => {
  const subject = { stage: 'local', credential: 'main', thanxUrl: 'http://thanx', shop: 'oak-shop', mode };
  const { problems } = await checkThanx(
    subject,
    { secret },
    {
      scopes: async () => ({ kind: 'ok', value: ['auth.create', 'users.read'] }),
      merchants: async () => ({ kind: 'ok', value: [{ id: 'm-1', name: undefined, handle: undefined }] }),
      receipts: async () => ({ kind: 'ok', value: {} }),
    },
  );
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

it.each([
  [['auth.create'], { mode: 'receipts' }, [], [tokens('ok')]],
  [['auth.create'], {}, [], [tokens('ok')]],
  [['users.read'], { mode: 'receipts' }, [without('auth.create')], [tokens('missing')]],
  [['auth.create', 'users.read'], { mode: 'baskets' }, [], [tokens('ok'), members('ok')]],
  [['auth.create'], { mode: 'baskets' }, [without('users.read')], [tokens('ok'), members('missing')]],
  [[], { mode: 'baskets' }, [without('auth.create'), without('users.read')], [tokens('missing'), members('missing')]],
  [[], { mode: 'baskets', fixedToken: true }, [], []],
  [[], { mode: 'receipts', fixedToken: true }, [], []],
] as const)('a credential with %j, for %o', async (scopes, of, missing, printed) => {
  expect(await checked([...scopes], of)).toMatchObject({ missing, scopes: printed });
});

it('says that receipts and gift cards need no scope', async () => {
  const { printed } = await checked(['auth.create'], {});
  expect(printed).toContain("  Receipts and gift cards need no scope: Thanx's consumer API has none.");
});
