import type { ShopSettings } from '../lib/shops/settings.ts';
import type { Activity } from './activity/activity.ts';
import type { StackTemplate } from './template/cloud-assembly.ts';

export interface StackOptions {
  /** The data folder. */
  localDir: string;
  /** The HTTP API's port; 0 for any free one. */
  port: number;
  /** Delete the data of earlier runs first. */
  fresh?: boolean;
  /** Use these servers instead of the built-in sandboxes. */
  thankuUrl?: string | undefined;
  thanxUrl?: string | undefined;
  /** Keep DynamoDB's rows in memory, which is faster. They are lost when the stack stops. Default: no. */
  rowsInMemory?: boolean;
  /** Freeze functions between invocations. Default: no, which is faster. */
  freezeIdle?: boolean;
  /** Deliver every batch of messages twice at the same time. Default: no. */
  deliverTwice?: boolean;
  /** Wait a moment for a busy process before starting another, because a start takes a second of processor time. Default: no. */
  patient?: boolean;
  /** Overrides environment variables of the template in functions that have them. */
  environment?: Record<string, string>;
  /** Receives every line that a function logs. */
  onLogLine?: ((line: string) => void) | undefined;
  /** Receives webhooks and changes of orders. */
  activity?: Activity | undefined;
  /** What to run. Default: the project's own CDK app. */
  synthesize?: (folder: string) => Promise<StackTemplate[]>;
  /** The shops to connect. Default: local/shops. */
  shops?: ShopSettings[];
}
