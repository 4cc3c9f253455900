import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addChecks } from '../../infra/checks.ts';
import { stages, type Stage } from '../../infra/stages.ts';
import { builtApp } from './support/synthesize.ts';

beforeAll(() => void vi.stubEnv('CDK_VALIDATION', undefined));
afterAll(() => void vi.unstubAllEnvs());

const checked = (stage: Stage) => {
  const app = builtApp(stage);
  addChecks(app);
  return app;
};

describe("AWS's and the serverless rule packs", () => {
  it.each([...Object.values<Stage>(stages), { ...stages.prod, githubRepository: 'example/shop' }])(
    'have no open objection to stage $name',
    (stage) => {
      expect(() => checked(stage).synth()).not.toThrow();
    },
  );

  it('stop what nobody has answered for', () => {
    const app = checked(stages.dev);
    new Bucket(app.node.findChild('thankflow-dev-data'), 'Careless');
    expect(() => app.synth()).toThrow(/AwsSolutions-S1'/);
  });
});
