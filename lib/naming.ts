interface Named {
  name: string;
}

/** A stage resource's name, `thankflow-dev-orders`, which operators rely on. Without `part`: `thankflow-dev`. */
export const resourceName = ({ name }: Named, part?: string): string =>
  ['thankflow', name, ...(part ? [part] : [])].join('-');

/**
 * The log group of a function: `/thankflow/dev/ingest`.
 * @param functionName without the stage
 */
export const logName = (stage: Named, functionName: string): string => `/thankflow/${stage.name}/${functionName}`;

/** The CloudWatch namespace of all metrics. */
export const metricNamespace = 'thankflow';

/** The only dimension of every metric. It separates the stages of an account. Functions get it as POWERTOOLS_SERVICE_NAME. */
export const serviceOf = (stage: Named): string => resourceName(stage);
