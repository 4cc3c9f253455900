import * as z from 'zod';
import { startStack } from '../local/stack.ts';
import { synthesize } from '../local/synth.ts';
import type { StackTemplate } from '../local/template/cloud-assembly.ts';

/*
 * The local stack, as `npm start` runs it, in a process of its own, to be killed. What it is to do is its one argument, as JSON.
 */
const Options = z.object({
  localDir: z.string(),
  port: z.number(),
  thankuUrl: z.url(),
  thanxUrl: z.url(),
  freezeIdle: z.boolean(),
  deliverTwice: z.boolean(),
  /** After how long the queues give what a killed function had in hand to another. Default: the template's minutes. */
  visibilitySeconds: z.number().optional(),
});

const { visibilitySeconds, ...options } = Options.parse(JSON.parse(process.argv[2] ?? ''));

function withVisibility(templates: StackTemplate[]): StackTemplate[] {
  if (visibilitySeconds === undefined) return templates;
  const queues = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::SQS::Queue');
  for (const { Properties } of queues) Properties['VisibilityTimeout'] = visibilitySeconds;
  return templates;
}

// Whoever watches it writes to this pipe for as long as it lives: a stack that nobody watches ends.
process.stdin.on('end', () => process.exit()).resume();
// After each of its deaths, twenty functions that start at the same time would have two cores to themselves for half a minute.
await startStack({ ...options, patient: true, synthesize: async (folder) => withVisibility(await synthesize(folder)) });
