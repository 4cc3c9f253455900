import { rmSync } from 'node:fs';
import { endpointsPath, type Endpoints } from '../lib/local-stack/endpoints.ts';
import { writePrivately } from './write-privately.ts';

export function writeEndpoints(folder: string, endpoints: Endpoints): void {
  writePrivately(endpointsPath(folder), `${JSON.stringify(endpoints, undefined, 2)}\n`);
}

export function removeEndpoints(folder: string): void {
  rmSync(endpointsPath(folder), { force: true });
}
