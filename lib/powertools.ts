import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Fields, Metric, Telemetry } from './telemetry.ts';

/**
 * Telemetry on standard output, as CloudWatch reads it: JSON log lines, and metrics in the embedded metric format.
 * A metric is written at once, not gathered until the handler returns, so that a function that is killed loses none.
 * The metrics' one dimension, `service`, is POWERTOOLS_SERVICE_NAME: the stage's, the same for all its functions.
 * @param serviceName the function, e.g. `ingest`: the `service` of its log lines
 */
export function telemetry(serviceName: string): Telemetry {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: 'thankflow' });
  return {
    info: (message, fields: Fields = {}) => logger.info(message, fields),
    warn: (message, fields: Fields = {}) => logger.warn(message, fields),
    error: (message, fields: Fields = {}) => logger.error(message, fields),
    count: (metric: Metric, value = 1) => {
      metrics.singleMetric().addMetric(metric, MetricUnit.Count, value);
    },
  };
}
