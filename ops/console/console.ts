import type { Overview } from '../status/gather.ts';
import type { Access } from './access.ts';
import type { Jobs } from './jobs.ts';
import type { Frame } from './layout.ts';
import type { StageLink } from './stage-link.ts';

export interface Console {
  /** What pages show about the console now. */
  frame(): Frame;
  access: Access;
  link: StageLink;
  jobs: Jobs;
  overview(): Promise<Overview>;
  needsNote: boolean;
}
