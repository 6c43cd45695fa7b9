import type { HeaderList } from '../../http/exchange.js';
import type { Reply } from '../../mock/reply.js';

/** What the proxy answers by itself, in the words of the service's errors but by its own name; the connection ends behind it where `last`. */
export function ownReply(status: number, description: string, last = false): Reply {
  const told = { code: String(status), description: `qualification-kit proxy: ${description}` };
  const body = Buffer.from(JSON.stringify({ ...told, data: [], source: 'qualification-kit proxy' }));
  const headers: HeaderList = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
    ['Cache-Control', 'no-store'],
    ['Server', 'qualification-kit-proxy'],
    ...(last ? [['Connection', 'close'] as const] : []),
  ];
  return { status, headers, body, delivery: { kind: 'plain' } };
}
