import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { shareTokens } from '../../../ops/secrets/share.ts';
import { currentToken } from '../../../ops/secrets/thanku-token.ts';
import { ash, elm, name, oak, own, startWorld, token, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe('shops that come to share', () => {
  beforeEach(() => {
    for (const [shop, letter] of [
      [oak, 'a'],
      [elm, 'b'],
      [ash, 'c'],
    ] as const)
      world.aws.secrets.replace(own(shop), JSON.stringify(token(letter)));
  });

  it('have their tokens copied in one step, and their own secrets stay for an older release', async () => {
    const done = await shareTokens(world.operator(), [oak, elm, 'unknown']);
    expect(done).toEqual({
      shared: [oak, elm].map((shop) => ({ shop, name: name })),
      invalid: [],
      unused: [own(oak), own(elm)],
    });
    expect(world.stored(name)).toEqual({ [oak]: token('a'), [elm]: token('b') });
    expect(world.stored(own(oak))).toEqual(token('a'));
  });

  it('keep the token that was put since: sharing again copies nothing', async () => {
    await shareTokens(world.operator(), [oak]);
    await world.put(oak, 'n');
    expect(await shareTokens(world.operator(), [oak])).toEqual({ shared: [], invalid: [], unused: [own(oak)] });
    expect(await currentToken(world.operator(), oak)).toEqual(token('n'));
  });

  it('get the token that somebody puts into the own secret at that moment', async () => {
    world.proxy.loseAnswerOnce('PutSecretValue', async () =>
      world.aws.secrets.replace(own(oak), JSON.stringify(token('n'))),
    );
    await shareTokens(world.operator(), [oak, elm]);
    expect(world.stored(name)).toEqual({ [oak]: token('n'), [elm]: token('b') });
  });

  it('keep the token that another operator shares at that moment', async () => {
    const theirs = { [oak]: token('n') };
    world.aws.secrets.replace(name, '{}');
    world.proxy.loseAnswerOnce('PutSecretValue', async () => world.aws.secrets.replace(name, JSON.stringify(theirs)));
    await shareTokens(world.operator(), [oak, elm]);
    expect(world.stored(name)).toEqual({ ...theirs, [elm]: token('b') });
  });

  it('keep an invalid token where it is', async () => {
    world.aws.secrets.replace(own(oak), '{"token":"with a blank"}');
    expect(await shareTokens(world.operator(), [oak, elm])).toMatchObject({ invalid: [oak], unused: [own(elm)] });
    expect(world.stored(name)).toEqual({ [elm]: token('b') });
  });

  it('are listed without being moved: only the secrets of those that share now may be deleted', async () => {
    await shareTokens(world.operator(), [oak, ash]);
    await world.put(elm, 'n', world.operator(), true);
    world.aws.secrets.replace(name, JSON.stringify({ [oak]: token('a'), [ash]: 'damaged' }));
    expect(await shareTokens(world.operator(), [oak, elm, ash], { dryRun: true })).toEqual({
      shared: [{ shop: elm, name }],
      invalid: [],
      unused: [own(oak)],
    });
    expect(world.stored(name)).toEqual({ [oak]: token('a'), [ash]: 'damaged' });
  });

  it('need a stage that shares', async () => {
    world.aws.secrets.replace(secretNames.thanku('dev', oak), JSON.stringify(token('a')));
    await expect(shareTokens({ ...world.operator(), stage: stages.dev }, [oak])).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('shareThankuTokens: true'),
    });
  });
});
