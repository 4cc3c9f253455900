import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpointsPath, readEndpoints } from '../../../lib/local-stack/endpoints.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { failingDynamoDb, openConsole, type OpenedConsole } from './support.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws?.close());

const changes = [
  ['orders', 'retry', 'oak/oak-1'],
  ['resume', '--shop', 'oak'],
  ['dlq', 'replay', '--yes'],
  ['send', '--shop', 'oak'],
];

async function refusesAll(console: OpenedConsole, why: string) {
  for (const path of ['/ask', '/do'] as const)
    for (const words of changes)
      expect(await console.press(path, words)).toMatchObject({ status: 409, text: expect.stringContaining(why) });
}

describe('a console that only reads', () => {
  it('because that was asked for runs nothing that changes the stage, and a check only where it is asked for', async () => {
    const console = await openConsole(aws.folder, { readOnly: true });
    await refusesAll(console, 'The console was started with --read-only. Nothing was done.');
    const check = ['thanx', 'check', '--credential', 'main'];
    expect(await console.press('/do', check)).toMatchObject({ status: 409 });
    expect(await console.press('/ask', ['shops', 'check', 'oak', '--fix'])).toMatchObject({ status: 409 });
    const checking = await console.press('/ask', check);
    expect(checking).toMatchObject({ status: 303, headers: { location: expect.stringMatching(/^\/jobs\//) } });
    await console.stop();
  });

  it('because its credentials may not write says so, and asks for nothing that could be written', async () => {
    const asked: string[] = [];
    const dynamodb = await failingDynamoDb(({ target }) => {
      asked.push(target);
      return 'AccessDeniedException';
    });
    const endpoints = readEndpoints(aws.folder);
    const folder = await mkdtemp(join(tmpdir(), 'thankflow-console-'));
    const own = { ...endpoints, aws: { ...endpoints.aws, dynamodb: dynamodb.url } };
    await writeFile(endpointsPath(folder), JSON.stringify(own));
    const console = await openConsole(folder);
    expect(asked).toEqual(['DynamoDB_20120810.UpdateItem']);
    const why = 'These AWS credentials may not change the stage, so the console only reads.';
    await refusesAll(console, why);
    expect((await console.get('/')).text).toContain(why);
    await console.stop();
    dynamodb.close();
    await rm(folder, { recursive: true });
  });

  it('writes nothing to find out whether it could', async () => {
    const before = await aws.all(aws.controlTable);
    const console = await openConsole(aws.folder);
    await console.stop();
    expect(await aws.all(aws.controlTable)).toEqual(before);
  });
});
