import type { LambdaTelemetry } from '../../lib/powertools.ts';
import type { Fields } from '../../lib/telemetry.ts';
import type { Kernel } from '../kernel/kernel.ts';

const nothing = () => undefined;

/**
 * Warnings and errors become part of the story.
 * @param said told each of them
 */
export const telling = (kernel: Pick<Kernel, 'tell'>, said: (message: string) => void = nothing): LambdaTelemetry => {
  const tell = (message: string, fields: Fields = {}) => {
    kernel.tell(() => `  says: ${message} ${JSON.stringify(fields)}`);
    said(message);
  };
  return {
    info: nothing,
    warn: tell,
    error: tell,
    count: nothing,
    lambdaContext: { before: nothing, after: nothing, onError: nothing },
  };
};
