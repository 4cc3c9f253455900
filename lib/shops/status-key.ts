import { createHash, randomBytes } from 'node:crypto';

/** A new API key for `GET /orders`: 256 random bits. Shown once; only its hash is kept. */
export const newStatusKey = (): string => `tfk_${randomBytes(32).toString('base64url')}`;

/** What settings hold of a key: `sha256:` and 64 hex digits. The key is random, so a fast hash without salt is enough. */
export const statusKeyHash = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`;
