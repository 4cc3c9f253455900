import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { realTimer, within } from '../../lib/within.ts';
import { withStage, type StageAws } from './aws.ts';

/** The stage's clients. They are opened when they are first needed, and again after a failure: with new credentials, or a stack that was restarted. */
export interface StageLink {
  /** @throws what `work` throws; `unavailable` after `patienceMs` */
  run<Result>(work: (aws: StageAws) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** Longer than the SDK's own attempts usually take. */
const patienceMs = 20_000;

const tooSlow = (stage: string): string =>
  `Stage ${stage} didn’t answer within ${patienceMs / 1000} seconds. AWS is slow, or the network is. Try again in a minute. Orders are processed without this page.`;

interface Opened {
  aws: Promise<StageAws>;
  users: number;
  /** Closes the clients as soon as nobody uses them. */
  isOld: boolean;
  close(): void;
}

export function stageLink(stage: Stage, environment: Record<string, string | undefined>): StageLink {
  let current: Opened | undefined;
  const retire = (opened: Opened) => {
    if (current === opened) current = undefined;
    opened.isOld = true;
    if (opened.users === 0) opened.close();
  };
  return {
    async run(work) {
      const opened = (current ??= open(stage, environment));
      opened.users += 1;
      try {
        return await within(patienceMs, realTimer, opened.aws.then(work), tooSlow(stage.name));
      } catch (error) {
        if (!isAnswer(error)) retire(opened);
        throw error;
      } finally {
        opened.users -= 1;
        if (opened.isOld && opened.users === 0) opened.close();
      }
    },
    close: () => current && retire(current),
  };
}

/** The stage works, and has said no. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof ThankflowError && error.code !== 'unavailable' && error.code !== 'no-access';

function open(stage: Stage, environment: Record<string, string | undefined>): Opened {
  const closed = Promise.withResolvers<void>();
  const aws = Promise.withResolvers<StageAws>();
  withStage(
    stage,
    async (clients) => {
      aws.resolve(clients);
      await closed.promise;
    },
    environment,
  ).catch((error: unknown) => aws.reject(error));
  return { aws: aws.promise, users: 0, isOld: false, close: () => closed.resolve() };
}
