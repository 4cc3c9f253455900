import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminUrlsAt } from '../../lib/local-stack/endpoints.ts';
import { describeFailure } from '../../ops/cli/failures.ts';
import { thankflow, thankflowAlone } from './support.ts';

describe('a stage out of reach', () => {
  it('says that no local stack runs', async () => {
    const ran = await thankflowAlone(['shops', 'list'], { env: { LOCAL_DIR: '/nowhere' } });
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('npm start') });
  });

  it('says that the local stack of an old endpoints.json does not answer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thankflow-gone-'));
    const gone = 'http://127.0.0.1:9';
    const services = ['sqs', 's3', 'dynamodb', 'secretsManager', 'eventBridge', 'lambda', 'cloudWatch', 'logs'];
    const aws = Object.fromEntries(services.map((service) => [service, gone]));
    const all = {
      api: gone,
      aws,
      region: 'x',
      thanku: gone,
      thanx: gone,
      klaviyo: gone,
      adminUrls: adminUrlsAt(gone),
      queues: {},
      tables: [],
      buckets: [],
      shops: [],
    };
    await writeFile(
      join(folder, 'endpoints.json'),
      JSON.stringify({ ...all, functions: {}, events: gone, faults: gone, logs: folder }),
    );
    const ran = await thankflow(['shops', 'list'], { env: { LOCAL_DIR: folder } });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("doesn't answer") });
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('asks for a region, in one line', async () => {
    const ran = await thankflow(['shops', 'list', '--stage', 'dev'], { env: { HOME: '/nowhere' } });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('set AWS_REGION or AWS_PROFILE') });
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('takes the stage from THANKFLOW_STAGE', async () => {
    const ran = await thankflowAlone(['shops', 'list'], { env: { HOME: '/nowhere', THANKFLOW_STAGE: 'dev' } });
    expect(ran.stderr).toContain('stage dev');
  });

  it.each([
    ['CredentialsProviderError', /no AWS credentials for stage prod.*aws sso login/],
    ['ExpiredTokenException', /wrong or have expired/],
    ['AccessDeniedException', /isn't allowed to do this on stage prod/],
    ['ResourceNotFoundException', /stage prod is not deployed in this AWS account and region/],
  ])('%s is told in one line', (name, message) => {
    const failure = describeFailure(Object.assign(new Error('raw words of the SDK'), { name }), 'prod');
    expect(failure).toMatchObject({ exitCode: 1, code: 'unavailable', message: expect.stringMatching(message) });
  });

  it('calls what it does not know unexpected', () => {
    expect(describeFailure(new TypeError('x is not a function'), 'prod')).toMatchObject({
      exitCode: 1,
      code: 'unexpected',
    });
  });
});
