import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { credentialControl, shopSecretsControl, shopControl, type Pause } from '../../lib/store/control.ts';
import { describePause } from '../pause/describe.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ThanxProblem, ThanxSubject } from './check.ts';

/** Returns the pauses and open circuits that keep the subject's receipts or baskets waiting, each with the command that ends it. */
export async function stopProblems(
  { credential, shop, fixedToken, mode }: ThanxSubject,
  { documents, controlTable, stage }: StageAws,
): Promise<ThanxProblem[]> {
  const at = `--stage ${stage.name}`;
  const whole = [`the credential "${credential}"`, `--credential ${credential} ${at}`] as const;
  const { hold, brake, basketsCertified } = await credentialControl(documents, controlTable, credential).get();
  const problems = [hold && circuitProblem(...whole, hold), brake && pauseProblem(...whole, brake)];
  if (mode === 'baskets' && basketsCertified === undefined && stage.spend === 'real') {
    problems.push(notCertified(credential, `--shop ${shop} ${at}`));
  }
  if (shop !== undefined) {
    const flags = `--shop ${shop} --thanx ${at}`;
    const { thanxBrake } = await shopControl(documents, controlTable)(shop).get();
    const usesSecrets = fixedToken === true || mode === 'baskets';
    const secrets = usesSecrets ? await shopSecretsControl(documents, controlTable, credential)(shop).get() : undefined;
    problems.push(
      thanxBrake && pauseProblem(`what ${shop} sends to Thanx`, flags, thanxBrake),
      secrets?.hold &&
        circuitProblem(
          `the ${mode === 'baskets' ? 'merchant key or user token' : 'user token'} of ${shop}`,
          flags,
          secrets.hold,
        ),
    );
  }
  return problems.filter((problem) => problem !== undefined);
}

/** @param flags those of `thanx certify` */
const notCertified = (credential: string, flags: string): ThanxProblem => ({
  code: 'baskets-not-certified',
  message: `baskets wait until \`thanx certify\` has passed for the credential "${credential}" (docs/certification.md): ./thankflow thanx certify ${flags}`,
});

const because: Record<OpenCircuit['reason'], string> = {
  unauthorized: 'Thanx refused it',
  moved: 'the API’s address has changed',
  'no-secret': 'its secret is missing',
  failures: 'too many calls failed in a row',
};

/** @param flags those of `resume` */
function circuitProblem(what: string, flags: string, { reason, since, probeAt }: OpenCircuit): ThanxProblem {
  const next =
    probeAt === undefined
      ? ''
      : ` One order tries after ${new Date(probeAt).toISOString()}. If Thanx accepts it, the circuit closes.`;
  return {
    code: 'held',
    message: `the circuit of ${what} has been open since ${since}: ${because[reason]} (${reason}).${next} To let one order try now: ./thankflow resume ${flags}`,
  };
}

/** @param flags those of `resume` */
const pauseProblem = (what: string, flags: string, brake: Pause): ThanxProblem => ({
  code: 'braked',
  message: `${what} is ${describePause(brake)}. To continue: ./thankflow resume ${flags}`,
});
