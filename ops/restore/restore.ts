import { restoreKey, type Restored } from '../../lib/restore/restored.ts';
import { upsert } from '../../lib/store/rows.ts';
import { markRows, type Marked } from './mark-rows.ts';
import type { RestorePorts } from './ports.ts';
import { repeatErasures, type Repeated } from './repeat-erasures.ts';
import { stopStage, type Stopped } from './stop-stage.ts';

export interface RestoreReport extends Restored, Stopped, Omit<Marked, 'unreadable'> {
  erased: Omit<Repeated, 'unreadable'>;
  /** Rows that this version can't read. Nothing was done about them. */
  unreadable: string[];
  /** Shops whose platform isn't asked for orders, so nothing brings back what the tables have forgotten. */
  notReconciled: string[];
}

export interface RestoreOptions {
  /** The time to which the tables went back, epoch ms. */
  toMs: number;
  /** Who restores, for the pauses. */
  by: string;
  /** Only say what would be done. */
  dryRun: boolean;
}

/**
 * Makes tables safe that were restored to an earlier time, before anything runs on them. First it pauses everything, so
 * that a worker that starts too early sends nothing. Safe to repeat and to interrupt: it continues with the same restore.
 * @returns `undefined` if this restore is finished already
 */
export async function restore(
  ports: RestorePorts,
  { toMs, by, dryRun }: RestoreOptions,
): Promise<RestoreReport | undefined> {
  const to = new Date(toMs).toISOString();
  const known = await ports.stage.get(restoreKey);
  const isSame = known?.to === to;
  if (isSame && known.finishedAt !== undefined) return undefined;
  const at = isSame ? known.at : new Date(ports.now()).toISOString();
  const write = async (finishedAt?: string) => {
    if (!dryRun) await upsert(ports.stage, restoreKey, (row) => ({ ...row, to, at, finishedAt }));
  };
  await write();
  const stopped = await stopStage(ports, { to, at }, { by, dryRun });
  // Tables that were filled by writing may have an index that is still behind.
  await ports.indexShowsAll();
  const { unreadable, ...marked } = await markRows(ports, Date.parse(at), dryRun);
  // After the marks: a receipt that is erased before it's marked would count as never sent.
  const { unreadable: notErased, ...erased } = await repeatErasures(ports, toMs, dryRun);
  await write(new Date(ports.now()).toISOString());
  const shops = await ports.shops();
  const notReconciled = shops.filter(({ raw }) => raw['reconcile'] === undefined).map(({ shop }) => shop);
  return { to, at, ...stopped, ...marked, erased, unreadable: [...unreadable, ...notErased], notReconciled };
}
