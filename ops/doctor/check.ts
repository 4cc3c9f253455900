import type { Stage } from '../../infra/stages.ts';
import { describeFailure } from '../cli/failures.ts';
import { skipped, unknown, type Finding } from '../connection/finding.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Deployment } from '../stage/location.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import type { Expected } from './expected.ts';
import type { StageStacks } from './deployed-stacks.ts';

/** The stage that is examined. Everything is read when it is first asked for. */
export interface Examined {
  stage: Stage;
  aws: StageAws;
  /** `undefined`: the local stack. */
  deployment: Deployment | undefined;
  /** The stage has just been deployed from this checkout. */
  isAfter: boolean;
  /** What this checkout would deploy. @throws `unavailable` if it can't be synthesized */
  expected(): Promise<Expected>;
  stacks(): Promise<StageStacks>;
  /** Empty before the first deployment. */
  functions(): Promise<DeployedFunction[]>;
}

/** One thing that `doctor` looks at. */
export interface Check {
  /** Stable, for scripts. Its findings' codes begin with it. */
  code: string;
  /** Why the local stack can't be checked. */
  notLocally?: string;
  /** It looks at something that the first deployment creates. */
  needsStage?: true;
  findings(on: Examined): Promise<Finding[]>;
}

/** What a check finds. If something can't be read, that is its finding, and the other checks go on. */
export async function findingsOf(check: Check, on: Examined): Promise<Finding[]> {
  const { code, notLocally, needsStage } = check;
  if (on.deployment === undefined && notLocally !== undefined) return [skipped(code, notLocally)];
  try {
    if (needsStage && on.deployment !== undefined && !(await isDeployed(on)))
      return [skipped(code, `${code}: the stage isn’t deployed yet.`)];
    return await check.findings(on);
  } catch (error) {
    return [unknown(code, `${code} can’t be checked: ${describeFailure(error, on.stage.name).message}`)];
  }
}

export async function isDeployed(on: Pick<Examined, 'stacks'>): Promise<boolean> {
  const { data, app } = await on.stacks();
  return data !== undefined || app !== undefined;
}
