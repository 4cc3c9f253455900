import type { Overview } from '../status/gather.ts';
import type { Access } from './access.ts';
import type { EventLine } from './events.ts';
import type { Jobs } from './jobs.ts';
import type { Frame } from './layout.ts';
import type { StageLink } from '../stage/link.ts';

/** What the pages have. */
export interface Console {
  /** What pages show about the console now. */
  frame(): Frame;
  access: Access;
  link: StageLink;
  jobs: Jobs;
  overview(): Promise<Overview>;
  /** What happened on the local stack, newest first; `undefined` if nobody collects it. */
  events?: (() => readonly EventLine[]) | undefined;
}
