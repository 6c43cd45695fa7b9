import { type Reply, replyHeader, textOfReply, withHeader, withJson, withStatus } from './reply.js';

/** The reply as an error of the documented form, with all of its members. */
export function withError(reply: Reply, status: number, code: string | number, description: string): Reply {
  return withJson(withStatus(reply, status), { code, description, data: [], source: 'PartnerFD' });
}

/** A JSON object in a reply, with some members changed; undefined takes a member away. */
export function withMembers(reply: Reply, members: Readonly<Record<string, unknown>>): Reply {
  const value: unknown =
    reply.body.length > 0 && replyHeader(reply, 'content-type')?.includes('json')
      ? JSON.parse(textOfReply(reply))
      : {};
  return typeof value === 'object' && value !== null ? withJson(reply, { ...value, ...members }) : reply;
}

/** A reply turned into the documented form of a 429: its own headers, without the MS-* ones. */
export function throttled(reply: Reply, seconds: number): Reply {
  const bare: Reply = { ...reply, status: 429, headers: [['Content-Type', 'application/json']] };
  return withJson(withHeader(bare, 'Retry-After', String(seconds)), {
    statusCode: 429,
    message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
  });
}
