import type { Grant } from '../identity/token-source.js';
import type { Flow } from './target.js';

/** What was granted to each identity of a target. */
export type Grants = Readonly<Partial<Record<Flow, Grant>>>;

const variable = 'QUALIFICATION_KIT_GRANTS';

/** Hands down to worker processes what was granted, so that they go on from there: an authority may take a refresh token only once. */
export function handDownGrants(grants: Grants, env: NodeJS.ProcessEnv = process.env): void {
  env[variable] = JSON.stringify(grants);
}

/** What was handed down; nothing where no target is named. */
export function handedGrants(env: NodeJS.ProcessEnv = process.env): Grants {
  return JSON.parse(env[variable] ?? '{}');
}
