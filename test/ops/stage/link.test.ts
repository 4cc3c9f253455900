import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { endpointsPath } from '../../../lib/local-stack/endpoints.ts';
import { describeFailure } from '../../../ops/cli/failures.ts';
import { stageLink, type StageLink } from '../../../ops/stage/link.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { startLocalAws } from '../../support/local-aws.ts';
import { thankflow } from '../support.ts';
import { failingDynamoDb, openConsole } from '../console/support.ts';

describe('a console', () => {
  it('of an unknown stage doesn’t start', async () => {
    expect(await thankflow(['console', '--stage', 'pord'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('there is no stage "pord" (did you mean "prod"?)'),
    });
  });

  it('of a stack that doesn’t run doesn’t start, and says how to start one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thankflow-console-'));
    const ran = await thankflow(['console'], { env: { LOCAL_DIR: folder } });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('Start one: npm start') });
    await rm(folder, { recursive: true });
  });

  it('says that the stack was stopped, and shows it again once it runs on other ports', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thankflow-console-'));
    const place = async (from: string) => writeFile(endpointsPath(folder), await readFile(endpointsPath(from), 'utf8'));
    const [first, second] = [await startLocalAws(), await startLocalAws()];
    await place(first.folder);
    const console = await openConsole(folder);
    const looks = () => console.press('/ask', ['resume', '--shop', 'oak']);
    expect((await looks()).status).toBe(200);

    await first.close();
    // It was killed, or stopped as it should be.
    expect(await looks()).toMatchObject({ status: 503, text: expect.stringContaining('Start it again: npm start') });
    await rm(endpointsPath(folder));
    expect(await looks()).toMatchObject({ status: 503, text: expect.stringContaining('Start one: npm start') });
    const page = await console.get('/');
    expect(page).toMatchObject({ status: 503, text: expect.stringContaining('Start one: npm start') });
    // It asks again by itself.
    expect(page.text).toMatch(/<body data-refresh-ms="[1-9]/);

    await place(second.folder);
    expect((await looks()).status).toBe(200);
    await console.stop();
    await second.close();
    await rm(folder, { recursive: true });
  });
});

describe('the link to a stage', () => {
  /** Opens nothing by itself, because its clients connect when they are first used. */
  let link: StageLink;
  let folder: string;
  beforeEach(async () => {
    const aws = await startLocalAws();
    folder = aws.folder;
    link = stageLink(stages.local, { LOCAL_DIR: folder });
    return async () => {
      link.close();
      await aws.close();
    };
  });
  afterEach(() => vi.useRealTimers());

  const clients = () => link.run(async (aws) => aws.documents);
  const destroyed = new Set<StageAws['documents']>();
  const isClosed = (documents: StageAws['documents']) => destroyed.has(documents);
  /** The link's clients, from whose end `isClosed` is known. */
  const watched = async () => {
    const documents = await clients();
    const destroy = documents.destroy.bind(documents);
    vi.spyOn(documents, 'destroy').mockImplementation(() => {
      destroyed.add(documents);
      destroy();
    });
    return documents;
  };
  const stageFails = () => link.run(() => Promise.reject(new Error('ECONNREFUSED')));

  it('keeps its clients open, also when the stage says no', async () => {
    const documents = await watched();
    const no = new ThankflowError('refused', 'not now');
    await expect(link.run(() => Promise.reject(no))).rejects.toBe(no);
    expect(await clients()).toBe(documents);
    expect(isClosed(documents)).toBe(false);
  });

  it('has new ones after a failure, and closes the old ones only when nobody uses them any more', async () => {
    const documents = await watched();
    const slow = Promise.withResolvers<string>();
    const reading = link.run(() => slow.promise);
    await expect(stageFails()).rejects.toThrow('ECONNREFUSED');
    expect(await clients()).not.toBe(documents);
    expect(isClosed(documents)).toBe(false);
    slow.resolve('read');
    expect(await reading).toBe('read');
    await vi.waitFor(() => expect(isClosed(documents)).toBe(true));
  });

  it('opens new ones once if two pages meet the same failure', async () => {
    const documents = await watched();
    const failures = [stageFails(), stageFails()];
    await Promise.allSettled(failures);
    await vi.waitFor(() => expect(isClosed(documents)).toBe(true));
    const [one, other] = await Promise.all([clients(), clients()]);
    expect(one).not.toBe(documents);
    expect(other).toBe(one);
    // The failure of a page that began before isn’t that of the new clients.
    const late = Promise.withResolvers<never>();
    const began = link.run(() => late.promise);
    await expect(stageFails()).rejects.toThrow('ECONNREFUSED');
    const newest = await watched();
    late.reject(new Error('ECONNREFUSED'));
    await expect(began).rejects.toThrow('ECONNREFUSED');
    expect(await clients()).toBe(newest);
    expect(isClosed(newest)).toBe(false);
  });

  it('waits 20 seconds for an answer, and says so', async () => {
    const documents = await watched();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = link.run(() => new Promise<never>(() => undefined)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(isClosed(documents)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(describeFailure(await asked, 'local').lines).toEqual([
      expect.stringMatching(/^Stage local didn’t answer within 20 seconds\. .* Try again/),
    ]);
    vi.useRealTimers();
    await vi.waitFor(() => expect(isClosed(documents)).toBe(true));
    expect(await clients()).not.toBe(documents);
  });

  it('closes its clients when it is closed, at once or after the last answer', async () => {
    const documents = await watched();
    link.close();
    await vi.waitFor(() => expect(isClosed(documents)).toBe(true));
    const others = await watched();
    const slow = Promise.withResolvers<void>();
    const reading = link.run(() => slow.promise);
    link.close();
    expect(isClosed(others)).toBe(false);
    slow.resolve();
    await reading;
    await vi.waitFor(() => expect(isClosed(others)).toBe(true));
  });

  it('tries again to open a stage that can’t be opened', async () => {
    const endpoints = await readFile(endpointsPath(folder), 'utf8');
    await rm(endpointsPath(folder));
    await expect(clients()).rejects.toThrow('No local stack runs');
    await writeFile(endpointsPath(folder), endpoints);
    expect(await clients()).toBe(await clients());
  });
});

describe('credentials that expire', () => {
  it('are said to have expired, and new ones of the same profile work without a new start', async () => {
    const asked: string[] = [];
    let accepted = 'AKIAOLD';
    const dynamodb = await failingDynamoDb(({ accessKeyId }) => {
      asked.push(accessKeyId);
      return accessKeyId === accepted ? undefined : 'ExpiredTokenException';
    });
    const folder = await mkdtemp(join(tmpdir(), 'thankflow-console-'));
    const file = join(folder, 'credentials');
    const logIn = (keyId: string) =>
      writeFile(
        file,
        `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = secret\naws_session_token = token\n`,
      );
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_REGION: 'eu-central-1',
    }))
      vi.stubEnv(name, value);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    await logIn('AKIAOLD');
    const link = stageLink({ ...stages.dev, region: 'eu-central-1' }, {});
    const read = () =>
      link.run(({ documents, controlTable }) =>
        documents.send(new GetCommand({ TableName: controlTable, Key: { pk: 'a', sk: 'b' } })),
      );
    await read();
    accepted = 'AKIANEW';
    const expired = await read().catch((error: unknown) => error);
    expect(describeFailure(expired, 'dev')).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/wrong or have expired\. Log in again/),
    });
    await logIn('AKIANEW');
    await read();
    expect(asked).toEqual(['AKIAOLD', 'AKIAOLD', 'AKIANEW']);
    link.close();
    dynamodb.close();
    await rm(folder, { recursive: true });
  });
});
