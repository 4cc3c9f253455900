import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Deployment } from '../stage/location.ts';
import { functionsIn, type TemplateFunction } from './template-functions.ts';

/** A deployed function: what the deployed template says of it, and what it is. */
export interface DeployedFunction extends TemplateFunction {
  /** `undefined`: somebody deleted it. */
  actual: ActualFunction | undefined;
  /** When CloudFormation last changed it, epoch ms. */
  deployedAtMs: number | undefined;
}

export interface ActualFunction {
  /** Of its newest code, in base64. */
  sha256: string;
  /** When its code or its configuration was last changed, by whomever, epoch ms. */
  changedAtMs: number;
  /** `Active`, `Failed` … and `Successful`, `InProgress`, `Failed` for its last change. */
  state: string;
  lastUpdate: string;
  reserved: number;
  aliases: {
    name: string;
    version: string;
    sha256: string;
    /** Another version's share of the calls. */ also: string | undefined;
  }[];
}

/** The functions of a deployed stack, by its template. */
export async function readFunctions(
  { cloudFormation, lambda, account, region }: Omit<Deployment, 'hostSuffix'>,
  stackName: string,
): Promise<DeployedFunction[]> {
  const { GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: stackName }));
  const changed = new Map<string, Date>();
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: stackName }))
    for (const { PhysicalResourceId, ResourceType, LastUpdatedTimestamp } of page.StackResourceSummaries ?? [])
      if (ResourceType === 'AWS::Lambda::Function' && PhysicalResourceId !== undefined && LastUpdatedTimestamp)
        changed.set(PhysicalResourceId, LastUpdatedTimestamp);
  const template: unknown = JSON.parse(TemplateBody);
  return Promise.all(
    functionsIn(template).map(async ({ name, code, bucket }) => {
      const actual = await readFunction(lambda, name);
      return {
        name,
        code,
        bucket: bucket.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region),
        actual,
        reserved: actual?.reserved ?? 0,
        deployedAtMs: changed.get(name)?.getTime(),
      };
    }),
  );
}

async function readFunction(lambda: LambdaClient, name: string): Promise<ActualFunction | undefined> {
  const { GetFunctionCommand, ListAliasesCommand, ResourceNotFoundException } = await import('@aws-sdk/client-lambda');
  try {
    const [{ Configuration = {}, Concurrency }, { Aliases = [] }] = await Promise.all([
      lambda.send(new GetFunctionCommand({ FunctionName: name })),
      lambda.send(new ListAliasesCommand({ FunctionName: name })),
    ]);
    return {
      sha256: Configuration.CodeSha256 ?? '',
      changedAtMs: Date.parse(Configuration.LastModified ?? ''),
      state: Configuration.State ?? 'Active',
      lastUpdate: Configuration.LastUpdateStatus ?? 'Successful',
      reserved: Concurrency?.ReservedConcurrentExecutions ?? 0,
      aliases: await Promise.all(
        Aliases.map(async ({ Name: alias = '', FunctionVersion: version = '', RoutingConfig }) => {
          const served = await lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier: alias }));
          const [[also, weight] = []] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
          return {
            name: alias,
            version,
            sha256: served.Configuration?.CodeSha256 ?? '',
            also: also === undefined ? undefined : `${Math.round((weight ?? 0) * 100)} % to version ${also}`,
          };
        }),
      ),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
