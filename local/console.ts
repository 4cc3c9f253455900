import { resolve } from 'node:path';
import { stages } from '../infra/stages.ts';
import type { EventLine } from '../ops/console/events.ts';
import type { ConsoleOptions } from '../ops/console/serve.ts';
import type { RowLine } from './activity/describe-rows.ts';

export interface LocalConsole {
  /** Its address, or why there is none. */
  where: string;
  stop(): Promise<void>;
}

const keptEvents = 50;

/** The latest events, for the console. */
export function recentEvents(now: () => number) {
  const events: EventLine[] = [];
  return {
    add(line: RowLine): void {
      events.unshift({ ...line, at: new Date(now()).toISOString() });
      events.length = Math.min(events.length, keptEvents);
    },
    newestFirst: (): readonly EventLine[] => events,
  };
}

/** Serves the console of the local stack in this process. The stack runs without it too, so `where` says why it can't start. */
export async function serveLocalConsole(
  localDir: string,
  options: Pick<ConsoleOptions, 'events' | 'onUsed'>,
): Promise<LocalConsole> {
  // Its buttons run commands in processes of their own.
  const environment = { ...process.env, LOCAL_DIR: resolve(localDir) };
  try {
    const { serveConsole } = await import('../ops/console/serve.ts');
    const { address, stop } = await serveConsole({
      stage: stages.local,
      port: 0,
      readOnly: false,
      environment,
      ...options,
    });
    return { where: address, stop };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { where: `not running: ${why}`, stop: async () => undefined };
  }
}
