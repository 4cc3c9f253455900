import type { Stage } from '../../infra/stages.ts';
import { stagesFile } from '../cli/stages.ts';
import { ok, warning, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';

/** Commands refuse another account or region than the stage's own before any check (ops/stage/deployed.ts). */
export const accountCheck: Check = {
  code: 'account',
  notLocally: 'Account and region: the local stack is in none.',
  findings: async ({ stage, deployment }) => (deployment === undefined ? [] : accountFindings(stage, deployment)),
};

export function accountFindings(
  stage: Pick<Stage, 'name' | 'spend' | 'account' | 'region'>,
  here: { account: string; region: string },
): Finding[] {
  const where = `account ${here.account}, region ${here.region}`;
  const missing = (['account', 'region'] as const).filter((value) => stage[value] === undefined);
  if (missing.length === 0) return [ok('account', `Stage ${stage.name} belongs here: ${where}.`)];
  const fix = `In ${stagesFile()}, stage ${stage.name}: ${missing.map((value) => `${value}: '${here[value]}'`).join(', ')}`;
  return [
    stage.spend === 'real'
      ? warning(
          'account-open',
          `This is ${where}. The stage spends real money, but doesn’t say where it belongs, so somebody could deploy it a second time elsewhere.`,
          fix,
        )
      : ok('account', `This is ${where}. The stage doesn’t say where it belongs.`),
  ];
}
