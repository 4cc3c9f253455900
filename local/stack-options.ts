import type { ShopSettings } from '../lib/shops/settings.ts';
import type { Activity } from './activity/activity.ts';
import type { StackTemplate } from './template/cloud-assembly.ts';

export interface StackOptions {
  /** Where the data is kept. */
  localDir: string;
  /** The HTTP API's port; 0 takes any free one. */
  port: number;
  /** Deletes the data of earlier runs first. */
  fresh?: boolean;
  /** Use these servers instead of the built-in sandboxes. */
  thankuUrl?: string | undefined;
  thanxUrl?: string | undefined;
  /** Keep DynamoDB's rows in memory, which costs less time: they go with the stack. Default: no. */
  rowsInMemory?: boolean;
  /** Freeze functions between invocations. Default: no, which costs less time. */
  freezeIdle?: boolean;
  /** Deliver every batch of messages twice at the same time. Default: no. */
  deliverTwice?: boolean;
  /** An invocation waits a moment for a busy process before another is started: each costs a second of the processor. */
  patient?: boolean;
  /** Environment variables that win over the template's, for whatever function has them. */
  environment?: Record<string, string>;
  /** Is given every line that a function logs. */
  onLogLine?: ((line: string) => void) | undefined;
  /** Is told of webhooks and of what becomes of orders. */
  activity?: Activity | undefined;
  /** What to run. Default: the project's own CDK app. */
  synthesize?: (folder: string) => Promise<StackTemplate[]>;
  /** The shops to connect. Default: local/shops. */
  shops?: ShopSettings[];
}
