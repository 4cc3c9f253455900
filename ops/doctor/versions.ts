import { minuteMs } from '../../lib/durations.ts';
import { instant } from '../cli/words.ts';
import { deployCommand } from '../cli/stages.ts';
import { ok, warning, wrong, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import type { TemplateFunction } from './template-functions.ts';

export const versionsCheck: Check = {
  code: 'versions',
  notLocally: 'Versions: the local stack runs the code that it was started with.',
  needsStage: true,
  async findings({ stage, isAfter, expected, functions }) {
    const [{ functions: wanted }, deployed] = await Promise.all([expected(), functions()]);
    return versionFindings({ stage: stage.name, isAfter, wanted, deployed });
  },
};

export interface VersionFacts {
  stage: string;
  isAfter: boolean;
  /** As this checkout would deploy them. */
  wanted: readonly TemplateFunction[];
  deployed: readonly DeployedFunction[];
}

/** Whether the functions run, and all of them the code of this checkout. */
export function versionFindings(facts: VersionFacts): Finding[] {
  const broken = brokenFindings(facts);
  return [
    ...comparedFindings(facts),
    ...broken,
    ...(broken.length > 0 ? [] : [...sharedFindings(facts), ...aliasFindings(facts), ...handFindings(facts)]),
  ];
}

const deployOf = ({ stage }: VersionFacts): string => deployCommand(stage);
const named = (names: readonly string[]): string => names.join(', ');

function comparedFindings(facts: VersionFacts): Finding[] {
  const { wanted, deployed, isAfter } = facts;
  const codes = new Map(deployed.map(({ name, code }) => [name, code]));
  const missing = wanted.filter(({ name }) => !codes.has(name)).map(({ name }) => name);
  const older = wanted.filter(({ name, code }) => codes.has(name) && codes.get(name) !== code).map(({ name }) => name);
  const extra = deployed.filter(({ name }) => !wanted.some((one) => one.name === name)).map(({ name }) => name);
  const finding = isAfter ? wrong : warning;
  const differences = [
    ...(older.length > 0
      ? [
          finding(
            'versions-differ',
            `${older.length} of ${wanted.length} functions run other code than this checkout’s: ${named(older)}.`,
            deployOf(facts),
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [
          finding(
            'versions-missing',
            `This checkout has functions that the stage doesn’t: ${named(missing)}.`,
            deployOf(facts),
          ),
        ]
      : []),
    ...(extra.length > 0
      ? [
          finding(
            'versions-extra',
            `The stage has functions that this checkout doesn’t, and deploying deletes them: ${named(extra)}.`,
            `git log -1  # is this the checkout that you mean?`,
          ),
        ]
      : []),
  ];
  return differences.length > 0
    ? differences
    : [ok('versions', `All ${wanted.length} functions run this checkout’s code.`)];
}

/** Functions that AWS can't run, or that are gone. */
const brokenFindings = (facts: VersionFacts): Finding[] =>
  facts.deployed.flatMap(({ name, actual }) => {
    if (actual === undefined)
      return [
        wrong(
          'versions-deleted',
          `${name} was deleted by hand: CloudFormation doesn’t notice, and deploying doesn’t create it again. Delete the app stack, which stores nothing, and deploy it again.`,
          `aws cloudformation delete-stack --stack-name thankflow-${facts.stage}-app`,
          `aws cloudformation wait stack-delete-complete --stack-name thankflow-${facts.stage}-app`,
          deployOf(facts),
        ),
      ];
    if (actual.state === 'Failed' || actual.lastUpdate === 'Failed')
      return [
        wrong(
          'versions-broken',
          `AWS could not start ${name}, or not change it (${actual.state}, last change ${actual.lastUpdate}).`,
          `aws lambda get-function-configuration --function-name ${name} --query "[StateReason,LastUpdateStatusReason]"`,
          deployOf(facts),
        ),
      ];
    return [];
  });

/** Functions that a template gives the same code must have the same. */
function sharedFindings(facts: VersionFacts): Finding[] {
  const groups = Map.groupBy(facts.deployed, ({ code }) => code);
  return [...groups.values()].flatMap((group) => {
    const hashes = new Set(group.map(({ actual }) => actual?.sha256));
    if (hashes.size < 2) return [];
    return [
      wrong(
        'versions-apart',
        `These functions should run the same code, and don’t: ${named(group.map(({ name }) => name))}. Somebody changed one by hand.`,
        ...group.map(restore),
      ),
    ];
  });
}

/** CloudFormation uploads code again only if the template names other code. */
const restore = ({ name, bucket, code }: DeployedFunction): string =>
  `aws lambda update-function-code --function-name ${name} --s3-bucket ${bucket} --s3-key ${code}`;

const aliasFindings = (facts: VersionFacts): Finding[] =>
  facts.deployed.flatMap(({ name, actual }) =>
    (actual?.aliases ?? []).flatMap(({ name: alias, version, sha256, also }) => {
      if (also !== undefined)
        return [
          warning(
            'versions-shifting',
            `${name} is moving to another version: alias ${alias} sends calls to version ${version}, and ${also}. Two versions run until the deployment ends.`,
            `aws lambda get-alias --function-name ${name} --name ${alias}`,
          ),
        ];
      return sha256 === actual?.sha256
        ? []
        : [
            (facts.isAfter ? wrong : warning)(
              'versions-behind',
              `${name} still serves version ${version}, which isn’t its newest code: its last deployment was stopped or rolled back.`,
              deployOf(facts),
            ),
          ];
    }),
  );

/** The function's own time is a little later than CloudFormation's. */
const tolerableMs = 5 * minuteMs;

function handFindings({ deployed }: VersionFacts): Finding[] {
  const changed = deployed.filter(
    ({ actual, deployedAtMs }) =>
      actual !== undefined && deployedAtMs !== undefined && actual.changedAtMs > deployedAtMs + tolerableMs,
  );
  return changed.map((one) => {
    const { name, actual, deployedAtMs } = one;
    return warning(
      'versions-by-hand',
      `${name} was changed ${instant(actual?.changedAtMs ?? 0)}, and CloudFormation last changed it ${instant(deployedAtMs ?? 0)}: somebody did it by hand, and deploying doesn’t undo it.`,
      `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${name}`,
      restore(one),
    );
  });
}
