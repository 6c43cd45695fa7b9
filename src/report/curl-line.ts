import type { Evidence } from '../http/evidence.js';
import type { HeaderList } from '../http/exchange.js';

/** A command for a shell, and what its reader has to know of it. */
export interface CurlLine {
  readonly command: string;
  readonly notes: readonly string[];
}

const credential = /^(proxy-)?authorization$/i;
const token = /^[!#$%&'*+.^_`|~\w-]+$/;
const plainTarget = /^\/[\w\-.~%!$&'()*+,;=:@/?]*$/;

/** The request as a command that sends it again, with a variable for each secret; undefined where curl could not send it to an HTTP service. */
export function curlLineOf({ method, url, headers, content }: Evidence['request']): CurlLine | undefined {
  const [, origin, target = ''] = /^(https?:\/\/[\w.:[\]-]+)([/?#][\s\S]*)?$/i.exec(url) ?? [];
  if (origin === undefined || !token.test(method) || /[\0\r\n]/.test(target)) return undefined;
  const sendable = headers.filter(([name, value]) => token.test(name) && !/[\0\r\n]/.test(value));
  const words = [...sendable.map(([name, value]) => value + name), url];
  const left = headers.length - sendable.length;
  const options = [
    'curl -q -sS -i --http1.1 --path-as-is --globoff',
    method === 'HEAD' ? '--head' : `--request ${quoted(method)}`,
    ...(plainTarget.test(target)
      ? [`--url ${quoted(origin + target)}`]
      : [`--request-target ${withVariables(target)}`, `--url ${quoted(`${origin}/`)}`]),
    ...withoutDefaults(sendable).map((header) => `--header ${header}`),
    ...sendable.map((header) => `--header ${fieldOf(header)}`),
    ...(content === undefined ? [] : [`--data-binary ${withVariables(content)}`]),
  ];
  return {
    command: options.join(' \\\n  '),
    notes: [
      ...(words.some((word) => /\[(?!(?:app|user) token\])[^\]]*(?:token|characters)\]/.test(word))
        ? [
            'The token is not one that the kit reads with, but one to be refused: set its variable to the like.',
          ]
        : []),
      ...(left > 0 ? [`${left} header fields that no command line can hold are left out.`] : []),
    ],
  };
}

/** What curl would add of itself is taken out, where the request had none. */
function withoutDefaults(headers: HeaderList): readonly string[] {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  return ['User-Agent', 'Accept']
    .filter((name) => !given.has(name.toLowerCase()))
    .map((name) => `'${name}:'`);
}

function fieldOf([name, value]: readonly [name: string, value: string]): string {
  if (value.trim() === '') return quoted(`${name};`);
  return withVariables(`${name}: ${value}`, credential.test(name));
}

/** Quoted for a shell, with variables where the report has the names of secrets. */
function withVariables(text: string, isCredential = false): string {
  const names = isCredential ? /(\[[^\]]+\])/ : /(\[(?:app|user|changed|refused) token\])/;
  const pieces = text.split(names).filter((piece) => piece !== '');
  return pieces.map((piece) => (names.test(piece) ? `"$${variableOf(piece)}"` : quoted(piece))).join('');
}

function variableOf(name: string): string {
  const [, flow = 'OTHER'] = /^\[(\w+) token\]$/.exec(name) ?? [];
  return /^\[\w*PARTNER_CENTER_\w+\]$/.test(name)
    ? name.slice(1, -1)
    : `PARTNER_CENTER_${flow.toUpperCase()}_TOKEN`;
}

/** In single quotes; by printf where there is more than printable ASCII, so that exactly those bytes are sent. */
function quoted(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = Buffer.from(text, /^[\u0000-\u00ff]*$/.test(text) ? 'latin1' : 'utf8');
  const format = [...bytes].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w .,:;=/@+-]/.test(character) && byte < 0x80
      ? character
      : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  // A format that begins with a hyphen would be an option.
  return `"$(printf '${format.join('').replace(/^-/, '\\055')}')"`;
}
