import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  LimitExceededException,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { shareTokens } from '../../../ops/secrets/share.ts';
import { changeSharedTokens } from '../../../ops/secrets/shared-tokens.ts';
import { currentToken, lookAtToken } from '../../../ops/secrets/thanku-token.ts';
import { ash, elm, name, oak, own, startWorld, together, token, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe('operators who put ThankU tokens at the same time', () => {
  it.each([
    ['has no value yet', async () => undefined],
    ['has entries', async () => world.put(ash, 'x')],
  ])('lose none, if they are of different shops, whose secret %s', async (_, prepare) => {
    await prepare();
    const before = world.stored(name) ?? {};
    const shops = together.slice(3, 13);
    const places = await Promise.all(shops.map((shop) => lookAtToken(world.operator(), shop)));
    // All have read the same version before one of them writes.
    world.proxy.gather('PutSecretValue', shops.length);
    await Promise.all(places.map((place, index) => place.put(token(String(index)))));
    expect(world.stored(name)).toEqual({
      ...before,
      ...Object.fromEntries(shops.map((shop, index) => [shop, token(String(index))])),
    });
  });

  it('are told, if they are of one shop: one of them is in effect', async () => {
    await world.put(oak, 'a');
    const places = await Promise.all(['b', 'c'].map(() => lookAtToken(world.operator(), oak)));
    world.proxy.gather('PutSecretValue', 2);
    const ended = await Promise.allSettled(places.map((place, index) => place.put(token('bc'[index] ?? ''))));
    const winner = ended.findIndex(({ status }) => status === 'fulfilled');
    expect(ended[1 - winner]).toMatchObject({
      reason: { code: 'refused', message: expect.stringContaining('another operator changed the ThankU token') },
    });
    expect(await currentToken(world.operator(), oak)).toEqual(token('bc'[winner] ?? ''));
  });

  it('are told of a token that was put after they looked', async () => {
    const place = await lookAtToken(world.operator(), oak);
    await world.put(oak, 'a');
    await expect(place.put(token('b'))).rejects.toMatchObject({ code: 'refused' });
    expect(await currentToken(world.operator(), oak)).toEqual(token('a'));
  });

  it.each([
    ['wants a secret of its own', true, false],
    ['wants a secret of its own, and had one', true, true],
    ['had a secret of its own', false, true],
  ])('are told if one of them %s, and the other one changes the shared one', async (_, moveToOwn, hadOwn) => {
    if (hadOwn) world.aws.secrets.replace(own(oak), JSON.stringify(token('a')));
    else await world.put(oak, 'a');
    const place = await lookAtToken(world.operator(), oak, moveToOwn);
    await shareTokens(world.operator(), [oak]);
    await world.put(oak, 't');
    await expect(place.put(token('b'))).rejects.toMatchObject({ code: 'refused' });
    expect(await currentToken(world.operator(), oak)).toEqual(token('t'));
  });

  it('are told if the other one gives a new shop a secret of its own', async () => {
    const place = await lookAtToken(world.operator(), oak);
    await world.put(oak, 'a', world.operator(), true);
    await expect(place.put(token('b'))).rejects.toMatchObject({ code: 'refused' });
    expect(await currentToken(world.operator(), oak)).toEqual(token('a'));
  });

  it('are told if the other one puts a shared token just after the own one was written', async () => {
    await world.put(oak, 'a');
    world.aws.secrets.replace(own(oak), JSON.stringify(token('o')));
    const place = await lookAtToken(world.operator(), oak, true);
    world.proxy.loseAnswerOnce('PutSecretValue', () => world.put(oak, 'b', world.direct()));
    await expect(place.put(token('c'))).rejects.toMatchObject({ code: 'refused' });
    expect(await currentToken(world.operator(), oak)).toEqual(token('b'));
  });

  it.each(['PutSecretValue', 'UpdateSecretVersionStage'])('may lose AWS’s answer to %s', async (lost) => {
    await world.put(elm, 'x');
    world.proxy.loseAnswerOnce(lost, () => world.put(ash, 'y', world.direct()));
    await world.put(oak, 'a');
    expect(world.proxy.lost()).toEqual([lost]);
    expect(world.stored(name)).toEqual({ [elm]: token('x'), [ash]: token('y'), [oak]: token('a') });
  });

  it('may be killed before their token is in effect: nothing has changed, and the next one works', async () => {
    await world.put(elm, 'x');
    world.proxy.refuse('UpdateSecretVersionStage');
    await expect(world.put(oak, 'a', world.operator(1))).rejects.toMatchObject({ code: 'ECONNRESET' });
    world.proxy.refuse(undefined);
    expect(world.stored(name)).toEqual({ [elm]: token('x') });
    await world.put(oak, 'b');
    expect(world.stored(name)).toEqual({ [elm]: token('x'), [oak]: token('b') });
  });
});

describe('where a shop’s token is put', () => {
  it('is the shared secret for a new shop, and its own if the stage shares none', async () => {
    await world.put(oak, 'a');
    expect(world.aws.secrets.current(own(oak))).toBeUndefined();
    const unshared = { ...world.operator(), stage: stages.dev };
    await world.put(oak, 'b', unshared);
    expect(world.stored(secretNames.thanku('dev', oak))).toEqual(token('b'));
    expect(await currentToken(unshared, oak)).toEqual(token('b'));
  });

  it('is where it was', async () => {
    world.aws.secrets.replace(own(oak), JSON.stringify(token('a')));
    await world.put(oak, 'b');
    expect([world.stored(own(oak)), world.stored(name)]).toEqual([token('b'), null]);
  });

  it('is a secret of its own on request, which then is the only one', async () => {
    await world.put(elm, 'x');
    await world.put(oak, 'a');
    await world.put(oak, 'b', world.operator(), true);
    expect([world.stored(own(oak)), world.stored(name)]).toEqual([token('b'), { [elm]: token('x') }]);
    await world.put(oak, 'c');
    expect(await currentToken(world.operator(), oak)).toEqual(token('c'));
  });

  describe('on a stage whose shops no longer share', () => {
    const unshared = () => ({ ...world.operator(), stage: { ...stages.local, shareThankuTokens: false } });

    it.each([
      ['has', true],
      ['has no', false],
    ])(
      'is its own, which functions read, if it %s own one, and no outdated token stays in the shared one',
      async (_, has) => {
        await world.put(elm, 'x');
        await world.put(oak, 'a');
        if (has) world.aws.secrets.replace(own(oak), JSON.stringify(token('o')));
        expect(await currentToken(unshared(), oak)).toEqual(has ? token('o') : undefined);
        await world.put(oak, 'b', unshared());
        expect([world.stored(own(oak)), world.stored(name)]).toEqual([token('b'), { [elm]: token('x') }]);
        expect(await currentToken(unshared(), oak)).toEqual(token('b'));
      },
    );

    it('is its own, if the shared secrets are scheduled for deletion', async () => {
      const mock = mockClient(SecretsManagerClient);
      mock.onAnyCommand().resolves({ VersionIdsToStages: { v1: ['AWSCURRENT'] } });
      mock.on(DescribeSecretCommand, { SecretId: name }).resolves({ DeletedDate: new Date() });
      await world.put(oak, 'b', unshared());
      expect(mock.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input.SecretId)).toEqual([own(oak)]);
      await expect(world.put(oak, 'b')).rejects.toMatchObject({ message: expect.stringContaining('restore-secret') });
      mock.restore();
    });
  });

  it('is both, if it was shared while the operator was typing', async () => {
    world.aws.secrets.replace(own(oak), JSON.stringify(token('a')));
    const place = await lookAtToken(world.operator(), oak);
    await shareTokens(world.operator(), [oak]);
    await place.put(token('b'));
    expect(await currentToken(world.operator(), oak)).toEqual(token('b'));
  });
});

describe('a shared secret', () => {
  it('that is full takes no more, and says where to put the token', async () => {
    const full = Object.fromEntries(together.slice(1).map((shop) => [shop, { token: 'x'.repeat(2000) }]));
    world.aws.secrets.replace(name, JSON.stringify(full));
    await expect(world.put(oak, 'a')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('--own'),
    });
    expect(world.stored(name)).toEqual(full);
  });

  it('that isn’t JSON is not overwritten', async () => {
    world.aws.secrets.replace(name, 'pasted by mistake');
    await expect(world.put(oak, 'a')).rejects.toMatchObject({ code: 'bad-secret' });
    expect(world.aws.secrets.current(name)).toBe('pasted by mistake');
  });

  it('keeps what this version doesn’t know', async () => {
    const newer = { [elm]: { token: 'x'.repeat(32), since: '2027' }, [ash]: ['of another kind'] };
    world.aws.secrets.replace(name, JSON.stringify(newer));
    await world.put(oak, 'a');
    expect(world.stored(name)).toEqual({ ...newer, [oak]: token('a') });
  });

  it('that has had too many versions today says so', async () => {
    const mock = mockClient(SecretsManagerClient);
    mock.on(PutSecretValueCommand).rejects(new LimitExceededException({ message: 'versions', $metadata: {} }));
    mock.on(GetSecretValueCommand).resolves({ SecretString: '{}' });
    mock.onAnyCommand().resolves({ VersionIdsToStages: { v1: ['AWSCURRENT'] } });
    mock.on(PutSecretValueCommand).rejects(new LimitExceededException({ message: 'versions', $metadata: {} }));
    const changing = changeSharedTokens(world.operator(), name, (tokens) => ({ ...tokens, [oak]: token('a') }));
    await expect(changing).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('a day') });
    mock.restore();
  });
});
