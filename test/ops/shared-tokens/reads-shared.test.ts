import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { assertIsRead, assertReadsShared } from '../../../ops/secrets/reads-shared.ts';

const mock = mockClient(LambdaClient);
afterAll(() => mock.restore());

const stage = stages.prod;
const deployed = { account: '1', region: 'eu-central-1', hostSuffix: 'amazonaws.com' };
const on = (variables: Record<string, string>) => {
  mock
    .on(GetFunctionCommand, { FunctionName: 'thankflow-prod-thank-customer', Qualifier: 'live' })
    .resolves({ Configuration: { Environment: { Variables: variables } } });
  const lambda = new LambdaClient({ region: 'eu-central-1' });
  const cloudFormation = new CloudFormationClient({ region: 'eu-central-1' });
  const eventBridge = () => Promise.reject(new Error('nobody asks it'));
  return { stage, deployment: async () => ({ ...deployed, lambda, cloudFormation, eventBridge }) };
};

it('lets tokens be shared if the deployed function reads them, before there is one, and on a laptop', async () => {
  const early = on({});
  mock.on(GetFunctionCommand).rejects(new ResourceNotFoundException({ message: '', $metadata: {} }));
  await expect(assertReadsShared(early)).resolves.toBeUndefined();
  mock.reset();
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

it('lets a token be put where the deployed function reads it, and else says where', async () => {
  const olderRelease = on({});
  await expect(assertIsRead(olderRelease, { isShared: false }, 'oak')).resolves.toBeUndefined();
  await expect(assertIsRead(olderRelease, { isShared: true }, 'oak')).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('secrets put thanku --shop oak --own --stage prod'),
  });
});
