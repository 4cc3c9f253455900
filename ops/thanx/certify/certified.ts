import type { Command } from 'commander';
import type { ExpeditedCounts } from '../../../lib/expedite/expedite.ts';
import { watchScope } from '../../../lib/circuit/watch.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { audited } from '../../audit/audited.ts';
import { reschedule, takenOverMs } from '../../pause/resume.ts';
import type { StageAws } from '../../stage/aws.ts';

/** Records that a credential may send baskets on this stage, and wakes those that waited for it. Audited. */
export async function recordCertified(
  aws: StageAws,
  command: Command,
  { credential, host, now }: { credential: string; host: string; now: number },
): Promise<ExpeditedCounts> {
  const { documents, controlTable, ordersTable } = aws;
  return await audited(aws, command, { about: [`credential ${credential}`] }, async (tell) => {
    const basketsCertified = { at: new Date(now).toISOString(), by: await aws.caller(), host };
    // If this command is killed, housekeeping wakes what waited.
    await watchScope(
      orderStore(documents, ordersTable).scopeWatches,
      { what: 'credential', credential },
      now + takenOverMs,
    );
    await credentialControl(documents, controlTable, credential).change((state) => ({ ...state, basketsCertified }));
    const rescheduled = await reschedule(aws, { credential }, []);
    tell(`baskets certified at ${host}, ${rescheduled.baskets} baskets rescheduled to now`);
    return rescheduled;
  });
}
