import type { StageValues } from 'thankflow';

/** The command line reads this file, too: `THANKFLOW_STAGES=stages.ts ./thankflow/thankflow status --stage prod`. */
export const stages = {
  dev: { name: 'dev', spend: 'simulated', region: 'eu-central-1' },
  prod: {
    name: 'prod',
    spend: 'real',
    account: '111122223333',
    region: 'eu-central-1',
    noticeEmail: 'thankflow@example.com',
    runbookUrl: 'https://github.com/example/shop/blob/main/thankflow/docs/runbook.md',
  },
} satisfies Record<string, StageValues>;
