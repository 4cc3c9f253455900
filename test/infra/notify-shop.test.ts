import { describe, expect, it } from 'vitest';
import { stageOf, stages, type Stage } from '../../infra/stages.ts';
import { allowedTo, functions, mayRead, receive, traces, within } from './support/allowed.ts';
import { named, synthesize } from './support/synthesize.ts';

describe('notify-shop', () => {
  it('notify-shop: reads orders, erased customers and settings, keeps its own rows and circuits, wakes orders, and reads its targets’ secrets and the link secret', () => {
    const own = within('Orders', 'notices#*', 'held#target#*');
    expect(allowedTo('NotifyShop')).toEqual({
      '<NoticesQueue.Arn>': receive,
      '<NoticesQueueDeadLetters.Arn>': ['sqs:SendMessage'],
      '<OrdersQueue.Arn>': ['sqs:SendMessage'],
      [within('Orders', 'order#*', 'customer#*', 'notices#*', 'held#target#*')]: ['dynamodb:GetItem'],
      [own]: ['dynamodb:PutItem'],
      [within('Settings', 'shop#*')]: ['dynamodb:GetItem'],
      [within('Control', 'shop#*', 'notify#*')]: ['dynamodb:GetItem'],
      [within('Control', 'notify#*')]: ['dynamodb:PutItem'],
      ...mayRead('shops/*/notify', 'link-secret'),
      ...traces,
    });
  });

  it('no other function reads the secrets of shops’ own systems', () => {
    const roles = Object.entries(functions.findResources('AWS::IAM::Role'));
    const readers = roles.filter(([, role]) => JSON.stringify(role).includes('shops/*/notify'));
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^NotifyShopRole/)]);
  });

  const variables = (stage: Stage) =>
    named(synthesize(stage).functions, 'AWS::Lambda::Function', `thankflow-${stage.name}-notify-shop`).Properties
      .Environment.Variables;

  it('may call its own machine on the stage that AWS has no account for, and on no other', () => {
    expect(variables(stages.local)).toMatchObject({ ALLOW_LOOPBACK: 'true' });
    const account = '123456789012';
    for (const stage of [
      stages.dev,
      stages.prod,
      { ...stages.local, account },
      stageOf({ name: 'local', spend: 'real' }),
    ])
      expect(variables(stage)).not.toHaveProperty('ALLOW_LOOPBACK');
  });

  it('sends to Klaviyo itself', () => {
    expect(variables(stages.prod)).toMatchObject({ KLAVIYO_URL: 'https://a.klaviyo.com' });
  });
});
