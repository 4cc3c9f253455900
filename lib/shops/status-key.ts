import { createHash, randomBytes } from 'node:crypto';

/** A new API key for `GET /orders`: 256 random bits. It's shown once, and only its hash is stored. */
export const newStatusKey = (): string => `tfk_${randomBytes(32).toString('base64url')}`;

/** The stored form of a key: `sha256:` and 64 hex digits. The key is random, so a fast hash without salt is enough. */
export const statusKeyHash = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`;
