import { Annotations } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { resourceName } from '../lib/naming.ts';
import { bundleDirectory } from './bundle.ts';
import type { Severity } from './constructs/alarm-guide.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { GithubStack } from './stacks/github-stack.ts';
import { stageOf, stages, tagsOf, type ApiDomain, type Stage, type StageValues } from './stages.ts';

export { bundleFunctions } from './bundle.ts';
export { stageOf, type StageValues } from './stages.ts';

export interface ThankflowProps {
  /** What differs between stages. Only `name` and `spend` are required; infra/stages.ts has the others' defaults. */
  stage: StageValues;
  /** The API's own domain. Default: the stage's, else API Gateway's address. */
  domain?: ApiDomain;
  /** What alarms do besides publishing to the stage's topics: page a service, open a ticket. Default: nothing. */
  alarmActions?: Partial<Record<Severity, readonly IAlarmAction[]>>;
  /** Added to `application` and `stage`, which all resources have. */
  tags?: Record<string, string>;
  /** The folder with the functions' bundles, `<name>/index.mjs`. Default: where `bundleFunctions()` writes them. */
  codeDirectory?: string;
}

/**
 * A stage of thankflow in any CDK app: the stacks `thankflow-<stage>-data` and `thankflow-<stage>-app`. They are created beside this construct, so
 * that their names on the command line are the same in every app. Bundle the functions first (`await bundleFunctions()`).
 * @throws Error if a bundle is missing
 */
export class Thankflow extends Construct {
  readonly stage: Stage;
  /** Everything that must outlive a deployment: tables, queues, secrets, logs, topics, the API's address. */
  readonly data: DataStack;
  /** Functions, routes, alarms. */
  readonly app: AppStack;

  constructor(scope: Construct, id: string, props: ThankflowProps) {
    super(scope, id);
    const { domain, alarmActions = {}, tags = {}, codeDirectory = bundleDirectory } = props;
    const stage = { ...stageOf(props.stage), ...(domain === undefined ? {} : { domain }) };
    this.stage = stage;
    const { account, region } = stage;
    const common = {
      stage,
      tags: { ...tags, ...tagsOf(stage) },
      // The CDK command then refuses another account's credentials, and ignores the shell's region.
      env: { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
    };
    this.data = new DataStack(scope, resourceName(stage, 'data'), {
      ...common,
      alarmActions,
      description: `thankflow ${stage.name}: tables, queues, secrets, logs and the API's address`,
    });
    this.app = new AppStack(scope, resourceName(stage, 'app'), {
      ...common,
      data: this.data,
      codeDirectory,
      description: `thankflow ${stage.name}: functions, routes, alarms`,
    });
    if (
      stage.spend === 'real' &&
      stage.alarmEmail === undefined &&
      !alarmActions.page &&
      stage.name !== stages.local.name
    )
      Annotations.of(this.data).addWarningV2(
        'thankflow:no-alarm-email',
        `Stage ${stage.name} spends real money, but nobody receives its alarms. Set alarmEmail in infra/stages.ts.`,
      );
    if (stage.githubRepository !== undefined)
      new GithubStack(scope, resourceName(stage, 'github'), {
        ...common,
        repository: stage.githubRepository,
        description: `thankflow ${stage.name}: the role that GitHub Actions deploys with`,
      }).addStackDependency(this.data);
    if (!stage.reserveConcurrency)
      Annotations.of(this.app).addWarningV2(
        'thankflow:no-reserved-concurrency',
        `Stage ${stage.name} reserves no concurrency. When the account's functions are busy, webhooks are answered 503 and may be lost, and workers stand still. ` +
          'Ask AWS for a higher quota (README, “Deploy a stage”), then remove reserveConcurrency: false.',
      );
  }
}
