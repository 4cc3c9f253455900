/** Local endpoints check no signature; the SDK signs all the same and needs something to sign with. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What every SDK client of a local endpoint is made with. */
export const clientConfig = (endpoint: string, region: string) => ({ endpoint, region, credentials });
