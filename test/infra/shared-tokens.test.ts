import { expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { resources, synthesize } from './support/synthesize.ts';

const sharedSecrets = (shareThankuTokens: boolean) =>
  resources(synthesize({ ...stages.prod, shareThankuTokens }).data, 'AWS::SecretsManager::Secret')
    .filter(({ Properties }) => Properties.Name.startsWith('thankflow/prod/thanku-tokens/'))
    .toSorted((a, b) => (a.Properties.Name < b.Properties.Name ? -1 : 1));

it('shops share eight secrets for their ThankU tokens, made without values, only where the stage says so', () => {
  expect(sharedSecrets(false)).toEqual([]);
  const shared = sharedSecrets(true);
  expect(shared.map(({ Properties }) => Properties.Name)).toEqual(
    Array.from({ length: 8 }, (_, number) => `thankflow/prod/thanku-tokens/${number}`),
  );
  for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of shared) {
    expect(Object.keys(Properties).toSorted()).toEqual(['Description', 'Name']);
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  }
});
