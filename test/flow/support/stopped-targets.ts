import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { targetControl } from '../../../lib/store/control.ts';
import { hourAgo } from './order-ends.ts';
import { adding, controlTable, shop, target, type RunbookStage } from './runbook-stage.ts';

/** Makes one of the runbook's shop's own systems be stopped, for each reason that there is. */
export function stoppedTargets({ apply, stack }: Pick<RunbookStage, 'apply' | 'stack'>) {
  const hold = async (reason: OpenCircuit['reason'], status: number) => {
    await apply({}, adding, { notify: [{ name: target, to: 'webhook', url: 'https://erp.example/thankflow' }] });
    const since = new Date(hourAgo()).toISOString();
    const lastError = { at: since, code: 'refused', status };
    const control = targetControl(stack.documents, controlTable)(shop, target);
    await control.change(() => ({ hold: { reason, since }, lastError }));
  };
  return {
    'target-held-refused': () => hold('unauthorized', 401),
    'target-held-moved': () => hold('moved', 410),
    'target-held-failures': () => hold('failures', 503),
  };
}
