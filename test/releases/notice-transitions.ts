import * as targets from '../../lib/circuit/target.ts';
import * as noticedBy from '../../lib/notify/noticed.ts';
import * as notifyRepair from '../../lib/notify/repair.ts';
import * as notifyStops from '../../lib/notify/stopping.ts';
import * as notify from '../../lib/notify/transitions.ts';
import { nowMs, at, lastError, target, notices } from './marked-rows.ts';
import { run, type Run } from './run.ts';

const noticed = {
  notice: { type: 'Order Thanked' as const, id: 'evt_2', occurredAt: at },
  targets: [{ name: 'erp', to: 'webhook' }],
  customer: [],
};
const told = { delivery: { target: 'crm', notice: 'evt_1' }, step: { do: 'end' as const } };
const failedNotices = () => {
  const { deliveries } = notices();
  return notices({
    deliveries: deliveries.map((one) => Object.assign(one, { state: 'failed' as const })),
    dueKind: 'stuck',
  });
};

/** The transitions of rows of notices, and of targets. */
export const noticeTransitions: Record<string, Run> = {
  afterFailure: run(target(), (one) => targets.afterFailure(one, lastError, nowMs), '.lastError'),
  afterStop: run(target(), (one) => targets.afterStop(one, 'moved', lastError, nowMs), '.lastError'),
  afterDelivery: run(target(), targets.afterDelivery),
  noticed: run(notices(), (one) => noticedBy.noticed(one, one, noticed, nowMs)),
  taken: run(notices(), (one) => notify.taken(one, { id: 'other', until: nowMs + 1 }, nowMs), '.lease'),
  recorded: run(notices(), (one) => notify.recorded(one, 'lease', [told], nowMs)),
  'woken, of notices': run(notices(), (one) => notify.woken(one, nowMs)),
  'resumed, of notices': run(notices(), (one) => notifyStops.resumed(one, 'hold', 'erp', nowMs)),
  probed: run(notices(), (one) => notifyStops.probed(one, 'erp', nowMs)),
  'stillStopped, of notices': run(notices(), (one) => notifyStops.stillStopped(one, nowMs + 1, nowMs)),
  'retriedManually, of notices': run(failedNotices(), (one) => notifyRepair.retriedManually(one, nowMs)),
  'triedNow, of notices': run(notices({ lease: undefined }), (one) =>
    notifyRepair.triedNow(one, new Set(['erp']), nowMs),
  ),
  forgotten: run(notices(), (one) => notify.forgotten(one, nowMs)),
  noLongerStuck: run(failedNotices(), notify.noLongerStuck),
};
