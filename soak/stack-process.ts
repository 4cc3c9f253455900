import * as z from 'zod';
import { startStack } from '../local/stack.ts';
import { synthesize } from '../local/synth.ts';
import type { StackTemplate } from '../local/template/cloud-assembly.ts';

/* The local stack in its own process. Its only argument is its options as JSON. */
const Options = z.object({
  localDir: z.string(),
  port: z.number(),
  thankuUrl: z.url(),
  thanxUrl: z.url(),
  freezeIdle: z.boolean(),
  deliverTwice: z.boolean(),
  /** The queues' visibility timeout. Default: the template's. */
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

// The soak holds the other end of this pipe. The stack ends with the soak.
process.stdin.on('end', () => process.exit()).resume();
// After each restart, twenty functions that start at the same time would occupy two cores for half a minute.
await startStack({ ...options, patient: true, synthesize: async (folder) => withVisibility(await synthesize(folder)) });
