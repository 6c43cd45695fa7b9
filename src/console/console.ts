import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../errors.js';
import { listenOn } from '../http/listen-on.js';
import type { Watch } from '../traffic/seen-exchange.js';
import { carryOut, readChange } from './changes.js';
import { detailOf } from './detail.js';
import { Feed } from './feed.js';
import { type Door, refusalOf } from './guard.js';
import { pageFiles, policyAt } from './page-files.js';
import type { ConsoleSubject } from './subject.js';

/** A page that shows exchanges as they come. */
export interface RunningConsole {
  /** `http://127.0.0.1:port/#key`: whoever has the key may read and switch. */
  readonly address: string;
  readonly watch: Watch;
  close(): Promise<void>;
}

/** Bytes of a change. */
const mostAsked = 4096;

/** Serves the page on loopback. `port` is 0 for a free one. Throws KitError for a port that cannot be had. */
export async function startConsole(subject: ConsoleSubject, port = 0): Promise<RunningConsole> {
  const feed = new Feed(subject);
  const files = pageFiles();
  const server = createServer();
  const door: Door = {
    host: `127.0.0.1:${await listenOn(server, {
      ...{ host: '127.0.0.1', port, who: 'the console' },
      ifTaken: 'choose another port behind --console, or none for a free one',
    })}`,
    key: randomBytes(18).toString('base64url'),
  };
  const own = `http://${door.host}`;
  const headers = headersAt(door);

  server.on('request', (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const target = request.url ?? '/';
    const url = URL.canParse(target, own) ? new URL(target, own) : new URL('/unreadable', own);
    const file = files.get(url.pathname);
    const key = request.headers['x-console-key']?.toString() ?? url.searchParams.get('key') ?? undefined;
    const method = request.method ?? '';
    const refusal = refusalOf({ method, open: file !== undefined, headers: request.headers, key }, door);
    if (refusal !== undefined) answer(response, 403, { error: refusal });
    else if (file) response.writeHead(200, { 'Content-Type': file.type }).end(file.content);
    else if (method === 'POST') change(url.pathname.replace('/api/', ''), request, response);
    else if (url.pathname === '/api/events')
      feed.look(response, Number(request.headers['last-event-id'] ?? 0) || 0);
    else if (url.pathname === '/api/exchange') tell(Number(url.searchParams.get('number')), response);
    else answer(response, 404, { error: 'there is no such thing here' });
  });

  function tell(number: number, response: ServerResponse): void {
    const kept = feed.find(number);
    if (kept) answer(response, 200, detailOf(kept, subject.redactorOf(kept.seen)));
    else answer(response, 404, { error: 'this exchange is no longer kept' });
  }

  function change(name: string, request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.length > mostAsked) request.destroy();
    });
    request.on('end', () => {
      try {
        const asked = readChange(name, text);
        if (asked.name === 'clear') feed.clear();
        answer(response, 200, asked.name === 'clear' ? {} : carryOut(asked, subject));
        feed.tellState();
      } catch (thrown) {
        answer(response, 400, { error: messageOf(thrown) });
      }
    });
  }

  return {
    address: `${own}/#${door.key}`,
    watch: feed.watch,
    close: () => {
      feed.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** What every answer says: nobody keeps it, frames it, or takes it for something else. */
function headersAt({ host }: Door): readonly (readonly [name: string, value: string])[] {
  return [
    ['Content-Security-Policy', policyAt(host)],
    ['Cache-Control', 'no-store'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
  ];
}

function answer(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(data));
}
