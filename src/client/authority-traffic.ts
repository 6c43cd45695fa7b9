import type { JournalEntry } from '../mock/journal.js';

const tokenPath = /^[^?]*\/oauth2\/(v2\.0\/)?token(\?|$)/;
/** Requests to the authority, which is at the same origin as the API. */
const authorityPath = /^[^?]*\/(oauth2|discovery|\.well-known)\//;

/** Whether a request was for the authority, by the form of its path, whether there is such a path or not. */
export function isForAuthority({ call }: JournalEntry): boolean {
  return authorityPath.test(call.target);
}

/** What the mock's own token endpoint said when it refused; undefined for any other request. */
export function tokenRefusalIn({ call, reply }: JournalEntry): string | undefined {
  if (!tokenPath.test(call.target) || reply.status < 400) return undefined;
  const answer: { readonly error_description?: unknown } = JSON.parse(
    Buffer.from(reply.body).toString() || '{}',
  );
  return `${reply.status} ${String(answer.error_description ?? '')}`.trim();
}

/** The token that the mock's own token endpoint granted with a reply; undefined for any other request. */
export function grantedBy({ call, reply }: JournalEntry): string | undefined {
  if (!tokenPath.test(call.target) || reply.status !== 200) return undefined;
  const answer: { readonly access_token?: unknown } = JSON.parse(Buffer.from(reply.body).toString());
  return typeof answer.access_token === 'string' ? answer.access_token : undefined;
}
