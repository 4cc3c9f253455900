import { expect, describe, it } from 'vitest';
import type { ActualFunction, DeployedFunction } from '../../../ops/doctor/deployed-functions.ts';
import { functionsIn } from '../../../ops/doctor/template-functions.ts';
import { versionFindings, type VersionFacts } from '../../../ops/doctor/versions.ts';

const deployedAtMs = Date.parse('2026-11-20T12:00:00Z');
const actual: ActualFunction = {
  sha256: 'a',
  changedAtMs: deployedAtMs + 1000,
  state: 'Active',
  lastUpdate: 'Successful',
  reserved: 0,
  aliases: [],
};
const one = (name: string, changes: Partial<DeployedFunction> = {}): DeployedFunction => ({
  name,
  code: `${name}.zip`,
  bucket: 'assets',
  reserved: 0,
  deployedAtMs,
  actual,
  ...changes,
});
const facts = (deployed: DeployedFunction[], changes: Partial<VersionFacts> = {}): VersionFacts => ({
  stage: 'prod',
  isAfter: false,
  wanted: ['ingest', 'thanx-1'].map((name) => ({ name, code: `${name}.zip`, bucket: 'assets', reserved: 0 })),
  deployed,
  ...changes,
});
const said = (of: VersionFacts) => versionFindings(of).map(({ state, code }) => `${state} ${code}`);
const both = [one('ingest'), one('thanx-1')];

describe('versions', () => {
  it('are those of the checkout', () => {
    expect(said(facts(both))).toEqual(['ok versions']);
  });

  it('may differ from the checkout before a deployment, and not after it', () => {
    const older = [one('ingest', { code: 'older.zip' }), one('thanx-1')];
    expect(said(facts(older))).toEqual(['warning versions-differ']);
    expect(versionFindings(facts(older, { isAfter: true }))).toMatchObject([
      { state: 'wrong', code: 'versions-differ', means: expect.stringContaining('1 of 2 functions run other code') },
    ]);
  });

  it('names functions that only one of both has', () => {
    expect(said(facts([one('ingest')]))).toEqual(['warning versions-missing']);
    expect(said(facts([...both, one('thanx-2')]))).toEqual(['warning versions-extra']);
  });

  it('differ between functions that should run the same code', () => {
    const running = (name: string) => one(name, { code: 'same.zip', actual: { ...actual, sha256: name } });
    const shared = ['ingest', 'thanx-1'].map(running);
    const wanted = shared.map(({ name }) => ({ name, code: 'same.zip', bucket: 'assets', reserved: 0 }));
    const findings = versionFindings(facts(shared, { wanted }));
    expect(findings.map(({ code }) => code)).toEqual(['versions', 'versions-apart']);
    expect(findings[1]?.todo).toContain(
      'aws lambda update-function-code --function-name ingest --s3-bucket assets --s3-key same.zip',
    );
  });

  it('are shifted by a canary, or were left behind by one', () => {
    const aliased = (changes: Partial<ActualFunction['aliases'][number]>) => [
      one('ingest', {
        actual: { ...actual, aliases: [{ name: 'live', version: '7', sha256: 'a', also: undefined, ...changes }] },
      }),
      one('thanx-1'),
    ];
    expect(said(facts(aliased({})))).toEqual(['ok versions']);
    expect(said(facts(aliased({ also: '10 % to version 8' })))).toEqual(['ok versions', 'warning versions-shifting']);
    expect(said(facts(aliased({ sha256: 'older' })))).toEqual(['ok versions', 'warning versions-behind']);
    expect(said(facts(aliased({ sha256: 'older' }), { isAfter: true }))).toEqual([
      'ok versions',
      'wrong versions-behind',
    ]);
  });

  it('were changed by hand, deleted, or can’t run', () => {
    const byHand = [one('ingest', { actual: { ...actual, changedAtMs: deployedAtMs + 3_600_000 } }), one('thanx-1')];
    expect(said(facts(byHand))).toEqual(['ok versions', 'warning versions-by-hand']);
    expect(said(facts([one('ingest', { actual: undefined }), one('thanx-1')]))).toEqual([
      'ok versions',
      'wrong versions-deleted',
    ]);
    const failed = [one('ingest', { actual: { ...actual, lastUpdate: 'Failed' } }), one('thanx-1')];
    expect(said(facts(failed))).toEqual(['ok versions', 'wrong versions-broken']);
  });
});

it('finds the named functions of a template', () => {
  const Code = { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'a.zip' };
  const template = {
    Resources: {
      B: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'b', Code, ReservedConcurrentExecutions: 3 } },
      A: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'a', Code: { S3Bucket: 'x', S3Key: 'b.zip' } } },
      Helper: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' } } },
      Queue: { Type: 'AWS::SQS::Queue' },
    },
  };
  expect(functionsIn(template)).toEqual([
    { name: 'a', code: 'b.zip', bucket: 'x', reserved: 0 },
    { name: 'b', code: 'a.zip', bucket: 'assets-${AWS::AccountId}-${AWS::Region}', reserved: 3 },
  ]);
});
