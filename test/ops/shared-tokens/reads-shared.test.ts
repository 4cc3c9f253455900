import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { assertReadsShared } from '../../../ops/secrets/reads-shared.ts';

const mock = mockClient(LambdaClient);
afterAll(() => mock.restore());

const stage = stages.prod;
const deployed = { account: '1', region: 'eu-central-1', hostSuffix: 'amazonaws.com' };
const on = (variables: Record<string, string>) => {
  mock
    .on(GetFunctionCommand, { FunctionName: 'thankflow-prod-thank-customer', Qualifier: 'live' })
    .resolves({ Configuration: { Environment: { Variables: variables } } });
  const lambda = new LambdaClient({ region: 'eu-central-1' });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it asks no other service
  return { stage, deployment: async () => ({ ...deployed, lambda, cloudFormation: undefined as never }) };
};

it('lets tokens be shared if the deployed function reads them, and on a laptop', async () => {
  await expect(assertReadsShared(on({ THANKU_AUTH: 'shared' }))).resolves.toBeUndefined();
  await expect(assertReadsShared({ stage, deployment: async () => undefined })).resolves.toBeUndefined();
});

it.each([
  ['doesn’t share', { THANKU_AUTH: 'own' }],
  ['is of a release before', {}],
])('refuses if the deployed function %s', async (_, variables) => {
  await expect(assertReadsShared(on(variables))).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('shareThankuTokens: true'),
  });
});
