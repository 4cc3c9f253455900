declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options: { createTableMs?: number }): Server;
}

/** Its parts. */
declare module 'dynalite/db/index.js' {
  type TableDone = (error: unknown, table: unknown) => void;
  export interface Store {
    getTable(name: string, ...rest: [TableDone] | [boolean, TableDone]): void;
    lifecycleManager: { gracefulClose(done: (error?: Error | null) => void): void };
  }
  const db: { create(options: { path?: string; createTableMs?: number }): Store };
  export default db;
}
declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';
  const validations: {
    checkTypes(data: unknown, types: unknown): unknown;
    checkValidations(data: unknown, types: unknown, custom: unknown, store: Store): void;
  };
  export default validations;
}
