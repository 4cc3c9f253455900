import { secretSteps } from '../notify/target-secrets.ts';
import { describeCircuit } from '../pause/describe.ts';
import type { ShopFacts, TargetFact } from './facts.ts';
import { command, ok, unknown, warning, wrong, type Finding } from './finding.ts';

/** The shop's own systems that are notified. */
export function notifyFindings(facts: ShopFacts): Finding[] {
  const { notify, shop } = facts;
  if ('problem' in notify)
    return [unknown('notify-unknown', `The secrets of the shop’s own systems can’t be checked: ${notify.problem}`)];
  const secrets = secretSteps(shop, notify).map((step) =>
    (step.isMissing ? wrong : warning)(
      step.isMissing ? 'notify-secret-missing' : 'notify-secret-unused',
      step.means,
      command(facts, step.command),
    ),
  );
  return [
    ...secrets,
    ...notify.targets.filter(({ hasSecret }) => hasSecret).map((target) => targetFinding(facts, target)),
  ];
}

function targetFinding(facts: ShopFacts, { name, to, mayWrite, hold }: TargetFact): Finding {
  const put = command(facts, `secrets put notify --shop ${facts.shop} --target ${name}`);
  if (mayWrite?.may === false)
    return wrong(
      'notify-credential',
      `The target ${name} (${to}): its credential may not change orders: ${mayWrite.why}.`,
      put,
    );
  if (hold !== undefined)
    return wrong(
      'notify-held',
      `The target ${name} (${to}) is stopped, ${describeCircuit(hold)}: its notifications wait.`,
      command(facts, 'stuck'),
    );
  return ok(
    'notify',
    `The target ${name} (${to}) has its secret${mayWrite === undefined ? '' : ', which may change orders'}.`,
  );
}
