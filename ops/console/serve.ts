import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { stageLink } from '../stage/link.ts';
import { once } from '../stage/location.ts';
import { mayWrite } from '../stage/may-write.ts';
import { accessFor } from './access.ts';
import type { EventLine } from './events.ts';
import { jobsOn } from './jobs.ts';

export interface ConsoleOptions {
  stage: Stage;
  /** `0`: any free one. */
  port: number;
  readOnly: boolean;
  /** Of this shell: credentials, region and `LOCAL_DIR`. */
  environment: NodeJS.ProcessEnv;
  /** A browser has used the address, and this is the next one. */
  onUsed(address: string): void;
  /** What happened on the local stack, newest first. */
  events?: () => readonly EventLine[];
}

export interface RunningConsole {
  address: string;
  stop(): Promise<void>;
}

/** How many orders or shops are listed of each reason that something is stuck for. */
const shownThings = 20;

/** A deployed stage's figures change more slowly, and reading them costs money. */
const freshMs = ({ name }: Stage): number => (name === 'local' ? 2000 : 15_000);

const started = 'The console was started with --read-only.';
const refused = 'These AWS credentials may not change the stage, so the console only reads.';

/**
 * Serves the console of a stage on this machine.
 * @throws what the stage's first answer says: no stack runs, the credentials are wrong, the port is taken
 */
export async function serveConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { stage, environment, events } = options;
  const link = stageLink(stage, environment);
  const jobs = jobsOn(stage.name, environment);
  const whyReadOnly = options.readOnly ? started : (await link.run(mayWrite)) ? undefined : refused;
  const frame = () => ({
    stage: stage.name,
    readOnly: whyReadOnly,
    canSend: stage.name === 'local' || stage.spend === 'simulated',
    needsNote: stage.protectData,
    refreshMs: freshMs(stage),
  });
  const listening = Promise.withResolvers<number>();
  const access = accessFor(listening.promise, options.onUsed);
  // Loading the pages would make `npm start` slower, so that is done when the first is asked for.
  const app = once(async () => {
    const [{ appOf }, { sharedOverview }] = await Promise.all([
      import('./app.ts'),
      import('../status/shared-overview.ts'),
    ]);
    const overview = sharedOverview(link, { keep: shownThings, freshMs: freshMs(stage) });
    return appOf({ frame, access, link, jobs, overview, events });
  });
  const answer = async (...request: Parameters<Hono['fetch']>) => (await app()).fetch(...request);
  const server = serve({ fetch: answer, hostname: '127.0.0.1', port: options.port }, (info) =>
    listening.resolve(info.port),
  );
  server.on('error', ({ message }) => {
    const words = `the console can’t use this port (${message}). Without --port, it uses any free one.`;
    listening.reject(new ThankflowError('refused', words));
  });
  await listening.promise;
  return {
    address: await access.address(),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // A browser keeps its connections open.
      if ('closeAllConnections' in server) server.closeAllConnections();
      // Without this process, nobody would read what they print, and they would end in the middle of their work.
      await Promise.all([closed, jobs.stop()]);
      link.close();
    },
  };
}
