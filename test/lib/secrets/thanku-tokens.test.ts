import { describe, expect, it } from 'vitest';
import { sharedTokenName, thankuTokens, tokenSecrets } from '../../../lib/secrets/thanku-tokens.ts';

const token = (letter: string) => ({ token: letter.repeat(32) });
const own = (shop: string) => `thankflow/prod/shops/${shop}/thanku`;
const shared = (shop: string) => sharedTokenName('prod', shop);

/** Reads from these secrets, and remembers which were asked for. */
function reading(secrets: Record<string, unknown>, where: 'own' | 'shared' = 'shared') {
  const asked: string[] = [];
  const read = async (name: string) => {
    asked.push(name);
    const value = secrets[name];
    return typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  };
  return { asked, tokenOf: thankuTokens(read, 'prod', where) };
}

describe('the shared secret of a shop', () => {
  it('is the same in every release', () => {
    expect(tokenSecrets).toBe(8);
    // printf %s oak-shop | sha256sum: the first byte, modulo 8.
    expect(['oak-shop', 'elm-shop', 'ash-shop'].map(shared)).toEqual(
      [0xda, 0xcd, 0xd6].map((byte) => `thankflow/prod/thanku-tokens/${byte % 8}`),
    );
  });

  it('is any of them with about the same chance', () => {
    const counts = Map.groupBy(
      Array.from({ length: 8000 }, (_, number) => shared(`shop-${number}`)),
      (name) => name,
    );
    expect(counts.size).toBe(tokenSecrets);
    for (const [, names] of counts) expect(Math.abs(names.length - 1000)).toBeLessThan(150);
  });
});

describe('a shop’s ThankU token', () => {
  it('is the shared one, also if the shop has an older one of its own', async () => {
    const { asked, tokenOf } = reading({ [shared('oak')]: { oak: token('a') }, [own('oak')]: token('b') });
    expect(await tokenOf('oak')).toEqual(token('a'));
    expect(asked).toEqual([shared('oak')]);
  });

  it.each([
    ['exists', {}],
    ['has a value', { [shared('oak')]: undefined }],
    ['has the shop', { [shared('oak')]: { elm: token('a') } }],
  ])('is its own if no shared secret %s', async (_, secrets) => {
    const { tokenOf } = reading({ ...secrets, [own('oak')]: token('b') });
    expect(await tokenOf('oak')).toEqual(token('b'));
  });

  it('is missing if it is in neither, whatever the shop is called', async () => {
    for (const shop of ['oak', 'constructor']) {
      const { tokenOf } = reading({ [shared(shop)]: { elm: token('a') } });
      expect(await tokenOf(shop)).toBeUndefined();
    }
  });

  it('is not looked for in shared secrets on a stage that has none: its role may not read them', async () => {
    const { asked, tokenOf } = reading({ [own('oak')]: token('b') }, 'own');
    expect(await tokenOf('oak')).toEqual(token('b'));
    expect(asked).toEqual([own('oak')]);
  });

  it('that is invalid breaks no other shop', async () => {
    const entries = { oak: { token: 'with a blank' }, elm: 'a text', ash: token('a') };
    const secrets = Object.fromEntries(['oak', 'elm', 'ash'].map((shop) => [shared(shop), entries]));
    const { tokenOf } = reading(secrets);
    const secretOf = (shop: string) => `thankflow/prod/thanku-tokens/\\d \\(${shop}\\) is invalid`;
    await expect(tokenOf('oak')).rejects.toMatchObject({
      code: 'bad-secret',
      message: expect.stringMatching(secretOf('oak')),
    });
    await expect(tokenOf('elm')).rejects.toThrow(new RegExp(secretOf('elm')));
    expect(await tokenOf('ash')).toEqual(token('a'));
  });

  it.each([['no JSON {'], ['["a list"]']])(
    'cannot be read from a shared secret that is %j, which is not quoted',
    async (text) => {
      const { tokenOf } = reading({ [shared('oak')]: text });
      const error: unknown = await tokenOf('oak').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'bad-secret', message: expect.stringContaining(shared('oak')) });
      expect(String(error)).not.toContain(text);
    },
  );
});
